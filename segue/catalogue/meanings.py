"""The words of the catalogue that a typed word may mean, and which songs hold them how well."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import NO_ROWS, AnyArray, Bool, Float64, Rows, UInt8
from segue.catalogue.crowds import HEAD, MANY, Crowds, held
from segue.catalogue.postings import FULL, IN_LONG_NAME, Postings
from segue.catalogue.slips import Slips
from segue.catalogue.vocabulary import AS_BEGINNING, MOST_BEGINNINGS, Vocabulary

LONGEST_RUN = 30_000
"""Songs looked through for one word beside others; of a commoner word the most popular ones."""
SEARCHED = 4096
"""Songs looked at for a word alone, where none were picked beforehand."""

_UNREAD = AS_BEGINNING * 0.75 * IN_LONG_NAME / FULL
"""The fit of a word of a common span in a name, where it is not known which word it is."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All that finds the words of a catalogue, and the songs of a word."""

    vocabulary: Vocabulary
    slips: Slips
    postings: Postings
    crowds: Crowds
    n_songs: int


class Meaning(ABC):
    """The words that one typed word may mean, and the songs that hold them.

    Attributes:
        entries: songs that hold one of the words, counted for each word.
        rarity: inverse document frequency: of the very word, else of all that may be meant.
        in_order: whether :meth:`run` costs nothing.
    """

    __slots__ = ("book", "entries", "rarity")
    in_order = False

    def __init__(self, book: Dictionary, entries: int, exact: int = 0) -> None:
        self.book, self.entries = book, entries
        self.rarity = math.log1p(book.n_songs / max(1, exact or entries))

    @abstractmethod
    def head(self, wanted: int) -> tuple[Rows, AnyArray]:
        """The ``wanted`` songs that fit best, and more: ranks, each once, and fit · impact (0 … 1]."""

    @abstractmethod
    def listed(self) -> dict[int, float]:
        """The words, and how well each fits."""

    @abstractmethod
    def run(self) -> Rows:
        """The ranks of the songs that hold one of the words, ascending, each once."""

    @abstractmethod
    def songs(self, weight: float) -> tuple[Rows, AnyArray]:
        """:meth:`run`, and the best fit · impact · ``weight`` of each."""

    @abstractmethod
    def values(self, ranks: Rows, weight: float) -> AnyArray:
        """Best fit · impact · ``weight`` of some songs: 0 for those that hold none of the words.

        The impact of words that very many hold counts as that in a long name: it tells little.
        """

    @abstractmethod
    def holders(self, ranks: Rows) -> Bool:
        """Which of some songs hold one of the words."""


class OneWord(Meaning):
    """A typed word that means one word, or is the beginning of one only."""

    __slots__ = ("_bits", "_impacts", "_run", "fit", "word")
    in_order = True

    def __init__(self, book: Dictionary, word: int, fit: float) -> None:
        self._run, self._impacts = book.postings.run(word)
        super().__init__(book, len(self._run))
        self.word, self.fit = word, fit
        self._bits = book.crowds.holding(word, word + 1) if self.entries > MANY else None

    def head(self, wanted: int) -> tuple[Rows, AnyArray]:  # noqa: D102  as above
        ranks, impacts = self._run, self._impacts
        if self.entries > MANY:
            places = self.book.crowds.head(self.word, self.word + 1) if wanted <= HEAD else None
            if places is None:
                ranks, impacts = ranks[:SEARCHED], impacts[:SEARCHED]
            else:
                postings = self.book.postings
                ranks, impacts = postings.ranks.take(places), postings.impacts.take(places)
        return ranks, impacts * (self.fit / FULL)

    def listed(self) -> dict[int, float]:  # noqa: D102
        return {self.word: self.fit}

    def run(self) -> Rows:  # noqa: D102
        return self._run

    def songs(self, weight: float) -> tuple[Rows, AnyArray]:  # noqa: D102
        return self._run, self._impacts * (weight * self.fit / FULL)

    def values(self, ranks: Rows, weight: float) -> AnyArray:  # noqa: D102
        return _values(self._run, self._impacts, ranks, weight * self.fit / FULL)

    def holders(self, ranks: Rows) -> Bool:  # noqa: D102
        return _among(self._run, ranks) if self._bits is None else held(self._bits, ranks)


class Several(Meaning):
    """A typed word that may mean each of several, for some of which it was forgiven an error.

    Attributes:
        words: int32 (m,), their numbers.
        fits: float32 (m,), how well each fits.
    """

    __slots__ = ("_others", "_songs", "fits", "words")

    def __init__(self, book: Dictionary, fits: dict[int, float]) -> None:
        exact = [word for word, fit in fits.items() if fit == 1]
        self._init(book, sum(book.postings.count(word, word + 1) for word in fits), exact)
        self.words, self.fits = np.fromiter(fits, np.int32), np.fromiter(fits.values(), np.float32)

    def _init(self, book: Dictionary, entries: int, exact: list[int]) -> None:
        super().__init__(book, entries, sum(book.postings.count(word, word + 1) for word in exact))
        self._songs: tuple[Rows, AnyArray] | None = None
        self._others: tuple[list[OneWord], Rows, AnyArray] | None = None

    def head(self, wanted: int) -> tuple[Rows, AnyArray]:  # noqa: ARG002, D102  only spans have heads
        return _each_once(*self._entries(MANY))

    def listed(self) -> dict[int, float]:  # noqa: D102
        return dict(zip(self.words.tolist(), self.fits.tolist(), strict=True))

    def run(self) -> Rows:  # noqa: D102
        return self._sorted()[0]

    def songs(self, weight: float) -> tuple[Rows, AnyArray]:  # noqa: D102
        run, best = self._sorted()
        return run, best * weight

    def values(self, ranks: Rows, weight: float) -> AnyArray:  # noqa: D102
        if self._others is None:
            self._others = self._common_and_others()
        common, run, best = self._others
        values = np.zeros(len(ranks))
        if len(run):
            values = _values(run, best, ranks, weight)
        for word in common:
            values = np.maximum(values, word.values(ranks, weight))
        return values

    def holders(self, ranks: Rows) -> Bool:  # noqa: D102
        found: Bool = self.values(ranks, 1.0) > 0
        return found

    def _common_and_others(self) -> tuple[list[OneWord], Rows, AnyArray]:
        """Words of long runs, which are looked at as they stand; the songs of the others put together."""
        each = [
            OneWord(self.book, *word) for word in zip(self.words.tolist(), self.fits.tolist(), strict=True)
        ]
        common = [word for word in each if word.entries > SEARCHED]
        runs = [word.head(HEAD + 1) for word in each if word.entries <= SEARCHED]
        if not runs:
            return common, NO_ROWS, NO_ROWS
        ranks, values = (np.concatenate(column) for column in zip(*runs, strict=True))
        return common, *_each_once(ranks, values)

    def _sorted(self) -> tuple[Rows, AnyArray]:
        """Ranks, ascending, each once, and the best fit · impact of each."""
        if self._songs is None:
            self._songs = _each_once(*self._entries(LONGEST_RUN))
        return self._songs

    def _entries(self, longest: int) -> tuple[Rows, AnyArray]:
        """Ranks and fit · impact of at most ``longest`` entries of each word."""
        runs = [self.book.postings.run(word) for word in self.words.tolist()]
        fits = np.repeat(self.fits, [min(longest, len(run)) for run, _ in runs])
        ranks = np.concatenate([run[:longest] for run, _ in runs])
        return ranks, np.concatenate([impacts[:longest] for _, impacts in runs]) * fits / FULL


class Span(Several):
    """A typed word that may go on: all words that begin so; of very many, the heaviest."""

    __slots__ = ("_n_bytes", "_span")

    def __init__(self, book: Dictionary, n_bytes: int, span: tuple[int, int], *, is_word: bool) -> None:
        self._init(book, book.postings.count(*span), [span[0]] if is_word else [])
        self._n_bytes, self._span = n_bytes, span

    def listed(self) -> dict[int, float]:  # noqa: D102
        self._take_heaviest()
        return super().listed()

    def head(self, wanted: int) -> tuple[Rows, AnyArray]:  # noqa: D102
        places = None
        if self.entries > MANY and wanted <= HEAD:
            places = self.book.crowds.head(*self._span)
        if places is None:
            return _each_once(*self._entries(MANY))
        first, past = self._span
        places, postings = places[places >= 0], self.book.postings
        words = postings.offsets[first : past + 1].searchsorted(places, "right") + (first - 1)
        fits = self.book.vocabulary.beginning_fits(words.astype(np.int32), self._n_bytes)
        return _each_once(postings.ranks[places], fits * postings.impacts[places] / FULL)

    def values(self, ranks: Rows, weight: float) -> AnyArray:  # noqa: D102
        bits = self._bits()
        if bits is not None:
            return held(bits, ranks) * (weight * _UNREAD)
        return _values(*self._sorted(), ranks, weight)

    def holders(self, ranks: Rows) -> Bool:  # noqa: D102
        bits = self._bits()
        return _among(self.run(), ranks) if bits is None else held(bits, ranks)

    def _bits(self) -> UInt8 | None:
        return self.book.crowds.holding(*self._span) if self.entries > MANY else None

    def _entries(self, longest: int) -> tuple[Rows, AnyArray]:
        (first, past), postings = self._span, self.book.postings
        if self.entries > min(longest * MOST_BEGINNINGS, LONGEST_RUN):
            self._take_heaviest()
            return super()._entries(longest)
        # The runs of neighbouring words stand one after the other.
        starts = postings.offsets[first : past + 1]
        words = np.arange(first, past, dtype=np.int32)
        fits = np.repeat(self.book.vocabulary.beginning_fits(words, self._n_bytes), np.diff(starts))
        entries = slice(starts.item(0), starts.item(-1))
        return postings.ranks[entries], postings.impacts[entries] * fits / FULL

    def _take_heaviest(self) -> None:
        self.words = self.book.vocabulary.heaviest(*self._span)
        self.fits = self.book.vocabulary.beginning_fits(self.words, self._n_bytes)


def _values(run: Rows, best: AnyArray, ranks: Rows, weight: float) -> AnyArray:
    """What stands beside some ranks in an ascending run, times ``weight``; 0 for those not in it."""
    at = run.searchsorted(ranks)
    values: AnyArray = best.take(at, mode="clip") * weight
    values *= run.take(at, mode="clip") == ranks
    return values


def _among(run: Rows, ranks: Rows) -> Bool:
    """Which of some ranks stand in an ascending run."""
    found: Bool = run.take(run.searchsorted(ranks), mode="clip") == ranks
    return found


def _each_once(ranks: Rows, values: AnyArray) -> tuple[Rows, Float64]:
    """The ranks, ascending, each once, and the best value of each: 20 µs for 2 000."""
    # One key to sort by, so that the best of a song's words stands first.
    keys = ranks.astype(np.int64) << 16 | (65535 * (1 - values)).astype(np.int64)
    keys.sort()
    ranks = (keys >> 16).astype(np.int32)
    fresh = np.ones(len(ranks), np.bool_)
    np.not_equal(ranks[1:], ranks[:-1], out=fresh[1:])
    return ranks[fresh], 1 - (keys[fresh] & 65535) / 65535
