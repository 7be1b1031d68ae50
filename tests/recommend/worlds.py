"""Small worlds of whole numbers, so that scores are exact and every rule can be checked by hand."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from segue.base.arrays import Rows
from segue.factors.facts import Facts
from segue.factors.snapshot import Snapshot
from segue.recommend.filters import Filter
from segue.recommend.listener import Listener
from segue.recommend.signals import likes, seeds
from segue.recommend.wishes import Order, Wishes
from tests.recommend.conftest import snapshot_of

MOST_SONGS = 24


def small_world(n_songs: int, seed: int) -> Snapshot:
    """A random world of few artists and works; some facts of some songs are unknown."""
    draw = np.random.default_rng(seed)
    vectors = draw.integers(-2, 3, (n_songs, 3)).astype(np.float32)
    facts = Facts(
        genre_rows=draw.integers(-1, 3, n_songs).astype(np.int32),
        language_rows=draw.integers(-1, 2, n_songs).astype(np.int32),
        years=(draw.integers(1989, 1995, n_songs) * draw.integers(0, 2, n_songs)).astype(np.int16),
        explicit=draw.integers(-1, 2, n_songs).astype(np.int8),
        first_days=np.zeros(n_songs, np.int32),
    )
    return snapshot_of(
        vectors,
        popularity=draw.integers(0, 10, n_songs).astype(np.float32),
        artists=draw.integers(0, draw.integers(1, 9), n_songs).astype(np.int32),
        works=draw.integers(0, 2 * n_songs, n_songs).astype(np.int32),
        facts=facts,
    )


@dataclass(frozen=True, eq=False)
class Case:
    """A world, somebody in it, and what they wish."""

    snapshot: Snapshot
    listener: Listener
    wishes: Wishes

    def passes(self, row: int) -> bool:
        """Whether filters and blocks let a song through, by its facts one after another."""
        facts, wanted = self.snapshot.facts, self.wishes.filter
        artist, genre = int(self.snapshot.artist_rows[row]), int(facts.genre_rows[row])
        if artist in self.listener.blocked_artists or genre in self.listener.blocked_genres:
            return False
        if wanted.explicit is False and facts.explicit[row] == 1:
            return False
        if wanted.years is not None:
            first, last = wanted.years
            year = int(facts.years[row])
            if year == 0 or year < (first or 0) or year > (last or 9999):
                return False
        return (
            (wanted.genres is None or genre in wanted.genres)
            and (wanted.artists is None or artist in wanted.artists)
            and (wanted.languages is None or int(facts.language_rows[row]) in wanted.languages)
        )

    def eligible(self) -> list[int]:
        """The rows that may stand in an answer."""
        away = {*self.listener.hidden.tolist(), *self.wishes.excluded}
        return [row for row in range(len(self.snapshot)) if row not in away and self.passes(row)]

    def pool(self) -> list[int]:
        """The eligible rows, the best first: by score, else by popularity; equal ones by row."""
        snapshot, listener = self.snapshot, self.listener
        vectors = snapshot.space.item_vectors
        own = listener.weights @ vectors[listener.songs] if len(listener.songs) else np.zeros(3)
        scores = vectors @ own if own.any() else snapshot.popularity
        return sorted(self.eligible(), key=lambda row: (-scores[row], row))


def _rows(most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, MOST_SONGS - 1), max_size=most)


_SOME = st.one_of(st.none(), st.frozensets(st.integers(0, 3), max_size=3).map(tuple))
_YEAR = st.one_of(st.none(), st.integers(1988, 1996))
_DIALS = st.sampled_from([0.5, 0.5, 0.0, 0.2, 0.9, 1.0])
_FILTERS = st.one_of(
    st.just(Filter()),
    st.builds(
        Filter,
        explicit=st.sampled_from([None, True, False]),
        years=st.one_of(st.none(), st.tuples(_YEAR, _YEAR)),
        genres=_SOME,
        artists=_SOME,
        languages=_SOME,
    ),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Everything that may meet: tiny catalogues, newcomers, blocks, filters, dials, what was shown."""
    n_songs = draw(st.integers(1, MOST_SONGS))
    named, liked, hidden, excluded, shown = (
        [row % n_songs for row in draw(_rows(most))] for most in (9, 3, 3, 3, 12)
    )
    listener = Listener.of(
        [*seeds(named), *likes(liked)],
        hidden=hidden,
        blocked_artists=draw(_rows(1)),
        blocked_genres=draw(_rows(1)),
    )
    wishes = Wishes(
        limit=draw(st.integers(0, 12)),
        filter=draw(_FILTERS),
        excluded=tuple(excluded),
        shown=tuple(dict.fromkeys(shown)),
        discovery=draw(_DIALS),
        diversity=draw(_DIALS),
        order=draw(st.sampled_from([Order.BALANCED] * 4 + [Order.RELEVANCE])),
    )
    return Case(small_world(n_songs, draw(st.integers(0, 2**32 - 1))), listener, wishes)


def known_works(case: Case) -> set[int]:
    """The works that are no news to the listener of a case."""
    known: Rows = np.array([*case.listener.hidden.tolist(), *case.wishes.excluded], np.int32)
    return set(case.snapshot.work_rows[known].tolist())
