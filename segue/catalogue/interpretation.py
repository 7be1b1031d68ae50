"""What typed words may mean: themselves, what they begin, and what they are with a typing error."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from segue.catalogue.meanings import Dictionary, Meaning, OneWord, Several, Span
from segue.catalogue.vocabulary import AS_BEGINNING

MOST_NEAR = 16
"""Words tried for one word with a typing error."""
IN_PIECES = 0.9
"""Fit of a word typed in two, or of two typed in one."""
EDITED = 0.85
"""Fit of a word with errors, before the share of letters that are wrong is taken off."""
MOST_LATELY = 1024
"""Words of either kind that are remembered, 0.4 KB each: half of those typed, whatever the catalogue."""


@dataclass(frozen=True, eq=False, slots=True)
class Lately:
    """Words that were typed lately and mean one word; all of a kind go when there are ``MOST_LATELY``.

    To look a word up and begin with it takes 4 µs, to remember it 0.1.

    Attributes:
        held: words as they stand.
        begun: words that stood last, and so may go on.
    """

    held: dict[str, OneWord] = field(default_factory=dict)
    begun: dict[str, OneWord] = field(default_factory=dict)


def meanings(typed: list[str], book: Dictionary, lately: Lately, *, forgiving: bool) -> list[Meaning]:
    """What each typed word may mean, in the order typed.

    A word that the catalogue holds means itself, and the last one, perhaps still in the making, also what it
    begins. Words it does not hold, and with ``forgiving`` all words, may have typing errors, be in two pieces
    ("sound garden") or two in one ("daftpunk"). Typed words that may mean nothing are left out. What
    is certain is kept in ``lately``.
    """
    last = len(typed) - 1
    certain = [_certain(word, book, lately, last=at == last) for at, word in enumerate(typed)]
    if not forgiving and None not in certain:
        return [each for each in certain if each is not None]
    unsure = [forgiving or each is None for each in certain]
    others = [
        _near(word, book, last=at == last) if each else {}
        for at, (word, each) in enumerate(zip(typed, unsure, strict=True))
    ]
    for at, joined in _joined(typed, unsure, book):
        others[at].setdefault(joined, IN_PIECES)
    found: list[Meaning] = []
    for word, sure, more in zip(typed, certain, others, strict=True):
        plain = _begun(word, book) if sure is None else sure
        if more:
            # what was typed fits better than what resembles it
            fits = more if plain is None else more | plain.listed()
            found.append(Several(book, fits) if len(fits) > 1 else OneWord(book, *fits.popitem()))
        elif plain is not None:
            found.append(plain)
        else:
            found += [OneWord(book, half, IN_PIECES) for half in _halves(word, book)]
    return found


def _certain(word: str, book: Dictionary, lately: Lately, *, last: bool) -> Meaning | None:
    """What a typed word means that the catalogue holds, or as the last one begins; ``None`` for others."""
    known = lately.begun if last else lately.held
    meaning: Meaning | None = known.get(word)
    if meaning is not None:
        return meaning
    if last:
        meaning = _begun(word, book)
    else:
        number = book.vocabulary.number(word)
        meaning = None if number is None else OneWord(book, number, 1.0)
    if isinstance(meaning, OneWord):
        if len(known) >= MOST_LATELY:
            known.clear()
        known[word] = meaning
    return meaning


def _joined(typed: list[str], unsure: list[bool], book: Dictionary) -> Iterator[tuple[int, int]]:
    """(place, word): what a word may mean together with its neighbour, where one of them is unsure."""
    for at, (word, following) in enumerate(pairwise(typed)):
        joined = book.vocabulary.number(word + following) if unsure[at] or unsure[at + 1] else None
        if joined is not None:
            yield at, joined
            yield at + 1, joined


def _begun(word: str, book: Dictionary) -> OneWord | Span | None:
    """All words that begin as typed, which may be the very word; ``None`` without any."""
    first, past = span = book.vocabulary.span(word)
    if first == past:
        return None
    written, spelt = word.encode("utf-8", "replace"), book.vocabulary.words.bytes_at(first)
    if past == first + 1:
        missing = 0 if spelt == written else 1 - len(written) / len(spelt)
        return OneWord(book, first, AS_BEGINNING * (1 - missing / 2) if missing else 1.0)
    return Span(book, len(written), span, is_word=spelt == written)


def _near(word: str, book: Dictionary, *, last: bool) -> dict[int, float]:
    """The words that a word resembles, and their fits."""
    fits: dict[int, float] = {}
    for near in book.slips.near(word, partial=last, limit=MOST_NEAR):
        fit = EDITED * (1 - near.edits / len(word))
        fits[near.word] = fit * AS_BEGINNING if near.partial else fit
    return fits


def _halves(word: str, book: Dictionary) -> list[int]:
    """The two known words of which a word is put together: the split whose rarer half is commonest."""
    best: tuple[int, int, int] | None = None
    for cut in range(2, len(word) - 1):
        first = book.vocabulary.number(word[:cut])
        second = book.vocabulary.number(word[cut:]) if first is not None else None
        if first is not None and second is not None:
            counts = (book.postings.count(half, half + 1) for half in (first, second))
            split = min(counts), first, second
            best = split if best is None else max(best, split)
    return [] if best is None else [best[1], best[2]]
