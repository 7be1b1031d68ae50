"""Filters: which songs an answer may hold at all."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Bool
from segue.factors.snapshot import Snapshot


@dataclass(frozen=True)
class Filter:
    """What a request asks of every song; ``None`` asks nothing.

    A song of which the fact is not known does not pass, but for ``explicit``: only songs known to be explicit
    are kept out.

    Attributes:
        explicit: ``False`` keeps explicit songs out.
        years: first and last year of release, both included; ``None`` at either end leaves it open.
        genres: numbers as in ``Facts.genre_rows``; any of them.
        artists: numbers as in ``Snapshot.artist_rows``; any of them.
        languages: numbers as in ``Facts.language_rows``; any of them.
    """

    explicit: bool | None = None
    years: tuple[int | None, int | None] | None = None
    genres: tuple[int, ...] | None = None
    artists: tuple[int, ...] | None = None
    languages: tuple[int, ...] | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether every song passes."""
        return self.explicit is not False and all(
            part is None for part in (self.years, self.genres, self.artists, self.languages)
        )

    def passing(self, snapshot: Snapshot) -> Bool:
        """Which songs pass: bool (n,)."""
        facts = snapshot.facts
        passing = np.ones(len(snapshot), np.bool_)
        if self.explicit is False:
            passing &= facts.explicit != 1
        if self.years is not None:
            first, last = self.years
            passing &= facts.years > 0
            passing &= facts.years >= (first if first is not None else 0)
            passing &= facts.years <= (last if last is not None else np.iinfo(np.int16).max)
        for wanted, numbers in (
            (self.genres, facts.genre_rows),
            (self.artists, snapshot.artist_rows),
            (self.languages, facts.language_rows),
        ):
            if wanted is not None:
                passing &= np.isin(numbers, np.array(wanted, np.int32)) & (numbers >= 0)
        return passing


EVERYTHING = Filter()
"""The filter every song passes."""
