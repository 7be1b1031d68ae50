"""One immutable view of one release: all that answering a request needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np

from segue.base.arrays import AnyArray, Bool, Float32, Rows, each_once
from segue.factors.facts import Facts
from segue.factors.first_pages import FirstPages
from segue.factors.space import ItemSpace

_POPULAR: Final = "popular_rows"


class Index(Protocol):
    """Searches item vectors by inner product."""

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        """The k best songs for each query, best first: scores float32 (m, k'), rows int32 (m, k'), k' ≤ k."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The arrays of one release that recommendations are computed from.

    Attributes:
        release_id: which release this is.
        space: n songs in d dimensions.
        index: over ``space.item_vectors``.
        popularity: float32 (n,), how many listeners each song has in the log.
        artist_rows: int32 (n,), songs of one artist share a number.
        work_rows: int32 (n,), recordings of one work share a number.
        facts: genres, years and the like.
        likeness_index: searches the L of :meth:`ItemSpace.likeness_scores` by inner product; ``None`` where
            comparing every song is as good.
        little_known_index: the same for the songs of :attr:`little_known` alone.
        stored_popular: int32 (n,), what :attr:`popular` gives, where the release keeps it.
        first_pages: what comes up next for a stranger; ``None`` where it is computed for every request.
    """

    release_id: str
    space: ItemSpace
    index: Index
    popularity: Float32
    artist_rows: Rows
    work_rows: Rows
    facts: Facts
    likeness_index: Index | None = None
    little_known_index: Index | None = None
    first_pages: FirstPages | None = None
    stored_popular: Rows | None = None

    @classmethod
    def from_arrays(
        cls,
        release_id: str,
        fold_in: Mapping[str, Any],
        arrays: Mapping[str, AnyArray],
        index: Index,
        likeness_index: Index | None = None,
    ) -> "Snapshot":
        """Open the arrays of a release. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        space = ItemSpace.from_arrays(fold_in, arrays)
        for name in ("popularity", "artist_rows", "work_rows", *({_POPULAR} & arrays.keys())):
            if arrays[name].shape != (len(space),):
                raise ValueError(f"array {name!r} does not have one value per song")
        facts = Facts.from_arrays(arrays, len(space))
        return cls(
            release_id,
            space,
            index,
            arrays["popularity"],
            arrays["artist_rows"],
            arrays["work_rows"],
            facts,
            likeness_index,
            stored_popular=arrays.get(_POPULAR),
            first_pages=FirstPages.from_arrays(arrays, len(space)),
        )

    def __len__(self) -> int:
        return len(self.space)

    @cached_property
    def popular(self) -> Rows:
        """int32 (n,): all songs, most listeners first, equal counts by row."""
        if self.stored_popular is not None:
            return self.stored_popular
        return np.argsort(-self.popularity, kind="stable").astype(np.int32)

    @cached_property
    def known_to_few(self) -> float:
        """How many listeners a song of the less heard half of the catalogue has at most."""
        return float(self.popularity[self.popular[len(self) // 2]])

    @property
    def little_known(self) -> Bool:
        """Which songs have no more listeners than that: bool (n,), made anew."""
        return self.popularity <= self.known_to_few

    def check(self) -> None:
        """Read all that was stored to be looked up. Raises ``ValueError`` where it names no song."""
        if self.stored_popular is not None and not each_once(self.stored_popular):
            raise ValueError(f"array {_POPULAR!r} does not name every song once")
        if self.first_pages is not None:
            self.first_pages.check()

    def measured(self) -> dict[str, AnyArray]:
        """What takes every song to compute, under the names a release stores it by.

        Stored, all processes share one copy; a release without it is measured by each of them.
        """
        return self.space.lengths.arrays() | {_POPULAR: self.popular}
