"""Which words of the catalogue a typed word may mean, and how well each fits."""

import math

from segue.catalogue.postings import Postings
from segue.catalogue.vocabulary import Vocabulary

MOST_BEGINNINGS = 48
"""Words tried for one beginning of a word."""
MOST_NEAR = 16
"""Words tried for one word with a typing error."""
AS_BEGINNING = 0.9
"""Fit of a word that goes on after what was typed, when little is missing; half of it when nearly all is."""
IN_PIECES = 0.9
"""Fit of a word typed in two, or of two typed in one."""
EDITED = 0.85
"""Fit of a word with errors, before the share of letters that are wrong is taken off."""

Fits = dict[int, float]
"""Number of a word → how well it fits what was typed; 1 is the very word, above 0 all others."""


def rarity(fits: Fits, postings: Postings, n_songs: int) -> float:
    """Inverse document frequency of what was typed: of the very word, else of all that may be meant."""
    exact = [word for word, fit in fits.items() if fit == 1]
    held = sum(postings.count(word) for word in exact or fits)
    return math.log1p(n_songs / max(1, held))


def fits_of(typed: list[str], vocabulary: Vocabulary, postings: Postings) -> list[Fits]:
    """The words each typed word may mean, in the order typed; typed words that may mean none are left out.

    The last word may still be in the making, so it is always tried as a beginning; the others only when no
    word is just so. Words in two pieces ("sound garden") and two in one ("daftpunk") are seen through.
    """
    meant = [_alike(word, vocabulary, last=at == len(typed) - 1) for at, word in enumerate(typed)]
    for at in range(len(typed) - 1):
        joined = vocabulary.number(typed[at] + typed[at + 1])
        if joined is not None:
            meant[at].setdefault(joined, IN_PIECES)
            meant[at + 1].setdefault(joined, IN_PIECES)
    found: list[Fits] = []
    for word, fits in zip(typed, meant, strict=True):
        found += [fits] if fits else _halves(word, vocabulary, postings)
    return found


def _alike(word: str, vocabulary: Vocabulary, *, last: bool) -> Fits:
    """The word itself, words it begins, words it resembles."""
    fits: Fits = {}
    exact = vocabulary.number(word)
    if exact is not None:
        fits[exact] = 1.0
    if last or exact is None:
        for longer in vocabulary.beginning_with(word, MOST_BEGINNINGS):
            typed_share = len(word) / len(vocabulary.words[longer])
            fits.setdefault(longer, AS_BEGINNING * (1 + typed_share) / 2)
    for near in vocabulary.near(word, partial=last, limit=MOST_NEAR):
        fit = EDITED * (1 - near.edits / len(word))
        fits.setdefault(near.word, fit * AS_BEGINNING if near.partial else fit)
    return fits


def _halves(word: str, vocabulary: Vocabulary, postings: Postings) -> list[Fits]:
    """The two known words of which a word is put together: the split whose rarer half is commonest."""
    best: tuple[int, int, int] | None = None
    for cut in range(2, len(word) - 1):
        first, second = vocabulary.number(word[:cut]), vocabulary.number(word[cut:])
        if first is not None and second is not None:
            split = min(postings.count(first), postings.count(second)), first, second
            best = split if best is None else max(best, split)
    return [] if best is None else [{best[1]: IN_PIECES}, {best[2]: IN_PIECES}]
