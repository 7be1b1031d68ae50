"""The choice that looks at few candidates against the plainest, which looks at all of them at every step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.directions import directions
from segue.factors.snapshot import Snapshot
from segue.recommend.choice import chosen
from segue.recommend.rules import Ledger, Rule
from tests.recommend.conftest import make_snapshot, snapshot_of


def plainly_chosen(
    snapshot: Snapshot, rows: Rows, relevance: Float32, *, weight: float, ledger: Ledger, count: int
) -> list[int]:
    """Of the songs that break least the one of most marginal relevance, the first of equals."""
    artists, works = snapshot.artist_rows[rows].tolist(), snapshot.work_rows[rows].tolist()
    cosines = np.maximum(cosines_of(snapshot, rows), 0)
    places: list[int] = []
    for _ in range(min(count, len(rows))):
        worth = (1 - weight) * relevance - weight * cosines[:, places].max(axis=1, initial=0)
        costs = np.array([ledger.cost(*song) for song in zip(artists, works, strict=True)])
        costs[places] = 99
        at = int(np.where(costs == costs.min(), worth, -np.inf).argmax())
        places.append(at)
        ledger.take(artists[at], works[at])
    return places


def cosines_of(snapshot: Snapshot, rows: Rows) -> Float64:
    units = directions(snapshot.space.personal.item_vectors[rows].astype(np.float64))
    return units @ units.T


Pool = tuple[Snapshot, Rows, Float32, Float32]


def at_random(seed: int, size: int, *, n_artists: int) -> Pool:
    """A pool of a world in which few artists have few works: rows, falling relevance, what rests."""
    draw = np.random.default_rng(seed)
    world = make_snapshot(400, n_artists, seed=seed)
    rows = draw.permutation(400)[:size].astype(np.int32)
    relevance = -np.sort(-draw.random(size)).astype(np.float32)
    rest = np.where(draw.random(size) < draw.choice([0, 0.2]), draw.random(size), 0).astype(np.float32)
    return world, rows, relevance, rest


POOLS = st.builds(
    at_random, st.integers(0, 2**32 - 1), st.integers(0, 150), n_artists=st.sampled_from([1, 3, 20, 300])
)
SHARES = st.dictionaries(st.integers(0, 20), st.sampled_from([0.4, 0.6]))


@given(POOLS, st.sampled_from([0.0, 0.15, 0.6, 1.0]), SHARES, st.integers(0, 40))
def test_looking_at_few_gives_the_songs_that_looking_at_all_gives(
    pool: Pool, weight: float, shares: dict[int, float], count: int
) -> None:
    world, rows, relevance, rest = pool
    few, every = (Ledger(count, shares, {3, 7}) for _ in range(2))
    places = chosen(world, rows, relevance, weight=weight, ledger=few, count=count, rest=rest)
    assert places == plainly_chosen(world, rows, relevance - rest, weight=weight, ledger=every, count=count)
    assert set(few.broken) - {Rule.ROTATION} == set(every.broken)
    assert (Rule.ROTATION in few.broken) == bool((rest[places] > 0).any())


def test_a_song_loses_by_its_likeness_to_the_nearest_one_chosen() -> None:
    world = snapshot_of(np.array([[1, 0], [1, 1], [0, 1], [-1, 0.1]], np.float32))
    # 2 and 3 lie across and away from 0: neither loses or gains by it; 1 lies between 0 and 2
    relevance = np.array([1, 0.9, 0.5, 0.49], np.float32)
    rows = np.arange(4, dtype=np.int32)
    assert chosen(world, rows, relevance, weight=0.5, ledger=Ledger(4, {}, set()), count=4) == [0, 2, 3, 1]


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_equal_songs_go_by_place(weight: float) -> None:
    world = snapshot_of(np.eye(40, dtype=np.float32))
    rows = np.arange(40, dtype=np.int32)
    places = chosen(
        world, rows, np.ones(40, np.float32), weight=weight, ledger=Ledger(40, {}, set()), count=40
    )
    assert places == list(range(40))
