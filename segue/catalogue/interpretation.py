"""What typed words may mean: themselves, what they begin, and what they are with a typing error."""

from collections.abc import Iterator
from itertools import pairwise

from segue.catalogue.meanings import Dictionary, Meaning, OneWord, Several, Span
from segue.catalogue.vocabulary import AS_BEGINNING

MOST_NEAR = 16
"""Words tried for one word with a typing error."""
IN_PIECES = 0.9
"""Fit of a word typed in two, or of two typed in one."""
EDITED = 0.85
"""Fit of a word with errors, before the share of letters that are wrong is taken off."""


def meanings(typed: list[str], book: Dictionary, *, forgiving: bool) -> list[Meaning]:
    """What each typed word may mean, in the order typed.

    A word that the catalogue holds means itself, and the last one, perhaps still in the making, also what it
    begins. Words it does not hold, and with ``forgiving`` all words, may have typing errors, be in two pieces
    ("sound garden") or two in one ("daftpunk"). Typed words that may mean nothing are left out.
    """
    spans, unsure = list[tuple[int, int]](), list[bool]()
    for at, word in enumerate(typed):
        number = None if at == len(typed) - 1 else book.vocabulary.number(word)
        span = book.vocabulary.span(word) if number is None else (number, number + 1)
        spans.append(span)
        unsure.append(forgiving or span[0] == span[1] or (number is None and at < len(typed) - 1))
    if not any(unsure):
        *words, (last, span) = zip(typed, spans, strict=True)
        return [*(OneWord(book, number, 1.0) for _, (number, _) in words), _plainly(book, last, span)]
    others = [
        _near(word, book, last=at == len(typed) - 1) if each else {}
        for at, (word, each) in enumerate(zip(typed, unsure, strict=True))
    ]
    for at, joined in _joined(typed, unsure, book):
        others[at].setdefault(joined, IN_PIECES)
    found: list[Meaning] = []
    for word, span, more in zip(typed, spans, others, strict=True):
        if more:
            fits = more | _plain(span, word, book)  # what was typed fits better than what resembles it
            found.append(Several(book, fits) if len(fits) > 1 else OneWord(book, *fits.popitem()))
        elif span[0] < span[1]:
            found.append(_plainly(book, word, span))
        else:
            found += [OneWord(book, half, IN_PIECES) for half in _halves(word, book)]
    return found


def _joined(typed: list[str], unsure: list[bool], book: Dictionary) -> Iterator[tuple[int, int]]:
    """(place, word): what a word may mean together with its neighbour, where one of them is unsure."""
    for at, (word, following) in enumerate(pairwise(typed)):
        joined = book.vocabulary.number(word + following) if unsure[at] or unsure[at + 1] else None
        if joined is not None:
            yield at, joined
            yield at + 1, joined


def _plainly(book: Dictionary, word: str, span: tuple[int, int]) -> Meaning:
    """All words of a span, which are those that begin as typed, or the very word."""
    first, past = span
    written, spelt = word.encode("utf-8", "replace"), book.vocabulary.words.bytes_at(first)
    if past == first + 1:
        missing = 0 if spelt == written else 1 - len(written) / len(spelt)
        return OneWord(book, first, AS_BEGINNING * (1 - missing / 2) if missing else 1.0)
    return Span(book, len(written), span, is_word=spelt == written)


def _plain(span: tuple[int, int], word: str, book: Dictionary) -> dict[int, float]:
    """The words of a span and their fits."""
    if span[0] == span[1]:
        return {}
    words = book.vocabulary.heaviest(*span)
    fits = book.vocabulary.beginning_fits(words, len(word.encode("utf-8", "replace")))
    return dict(zip(words.tolist(), fits.tolist(), strict=True))


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
