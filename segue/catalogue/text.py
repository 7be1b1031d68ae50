"""One spelling out of many: case, accents and odd signs folded away, letters of any script kept."""

import re
import unicodedata

LONGEST = 1024
"""Code points of a text that are looked at; the rest of a longer one is ignored."""

DASHES = r"\-\u2010-\u2015"
"""Hyphens and dashes, for the inside of a character class."""

_APOSTROPHES = str.maketrans("", "", "'`\\\u00b4\u2018\u2019\u02bc\u02bb\u2032")
_LETTERS = _APOSTROPHES | str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
    | {"♯": "sharp", "♭": "flat", "™": "", "®": "", "©": ""}
)
_SPOKEN = re.compile(r"[&+@.$!#]")  # signs that may stand for letters
_AND = re.compile(r"&|(?<=\s)\+(?=\s)")
_AT = re.compile(r"(?<=\s)@(?=\s)")
_DOTTED = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")  # R.E.M.
_DOLLAR = re.compile(r"(?<=[a-z])\$|\$(?=[a-z])")  # A$AP
_BANG = re.compile(r"(?<=[a-z])!(?=[a-z])")  # P!nk
_SHARP = re.compile(r"(?<=\b[a-g])#")  # C# minor
_ASCII_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Fold the first ``LONGEST`` code points: lower case, no accents, compatibility forms made plain.

    ``&`` and a free-standing ``+`` become ``and``, such an ``@`` becomes ``at``, apostrophes vanish,
    ``R.E.M.`` loses its dots, ``A$AP`` and ``P!nk`` get their letters. Other signs and all white space stay.
    """
    text = text[:LONGEST]
    text = text.translate(_APOSTROPHES).lower() if text.isascii() else _fold_script(text)
    return _spell_out(text) if _SPOKEN.search(text) else text


def words(text: str) -> list[str]:
    """The folded words of a text, in order; none for a text without a letter or digit.

    A word is a run of letters, digits and the marks of its script (vowel signs of Hindi or Thai, voicing
    marks of Japanese), so that only accents that other spellings leave out are dropped.
    """
    return split(fold(text))


def split(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return "".join(char if _in_word(char) else " " for char in folded).split()


def symbols(text: str) -> str:
    """The signs of a text without words (``???``, ``!!!``, ``÷``), closed up; white space and controls go."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return "".join(char for char in plain if unicodedata.category(char)[0] in "PS")


def _spell_out(text: str) -> str:
    text = _AT.sub("at", _AND.sub(" and ", text))
    text = _SHARP.sub("sharp", _DOTTED.sub("", text))
    return _BANG.sub("i", _DOLLAR.sub("s", text))


def _fold_script(text: str) -> str:
    """Decompose, fold case, drop accents, compose again what is not an accent (Hangul, voiced kana)."""
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))[:LONGEST].casefold().translate(_LETTERS)
    kept = "".join(char for char in unicodedata.normalize("NFKD", parts) if not _is_accent(char))
    return unicodedata.normalize("NFC", kept)


def _is_accent(char: str) -> bool:
    """Accents of Latin, Greek and Cyrillic; points of Hebrew; short vowels of Arabic."""
    return (
        "\u0300" <= char <= "\u036f"
        or "\u0591" <= char <= "\u05c7"
        or "\u064b" <= char <= "\u065f"
        or char == "\u0670"
    )


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"
