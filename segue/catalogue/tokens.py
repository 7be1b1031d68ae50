"""How a name is cut into the words that search compares."""

import re

from segue.catalogue.text import DASHES, LONGEST, fold, split, symbols

LONGEST_TOKEN = 32
"""Letters of a word that count; longer ones are cut in the index and in queries alike."""

_UNSPACED = (
    "\u0e00-\u0eff\u3040-\u30fa\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LONE_SIGNS = re.compile(rf"(?<!\S)[^\w\s{DASHES}]{{2,}}(?!\S)")  # the band !!!
_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
_JOINED = re.compile(r"\S[-\u2010/.*·:]\S")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:[-\u2010/.*·:][^\W_]++)+")


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order, repeats kept.

    Scripts written without spaces (Han, kana, Thai) give one token per character. Two or more signs standing
    alone are a word as well, and so are the signs of a text that has nothing else. A text of nothing visible
    has no tokens.
    """
    if _PLAIN.fullmatch(text):  # most of what is typed: 1 µs instead of 3
        return [word[:LONGEST_TOKEN] for word in text[:LONGEST].lower().split()]
    folded = fold(text)
    found = split(folded)
    if _IS_UNSPACED.search(folded):
        found = [piece for word in found for piece in _PIECE.findall(word)]
    found += [symbols(signs) for signs in _LONE_SIGNS.findall(folded)]
    if not found:
        found = [symbols(text)]
    return [word[:LONGEST_TOKEN] for word in found if word]


def closed_up(*texts: str) -> list[str]:
    """Words written with a sign inside, closed up ("AC/DC" → ``acdc``): also found when typed without it."""
    found = [compound for text in texts if _JOINED.search(text) for compound in _COMPOUND.findall(fold(text))]
    return ["".join(split(compound))[:LONGEST_TOKEN] for compound in found]
