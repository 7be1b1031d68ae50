import numpy as np
import pytest

from segue.releases import lists
from segue.releases.lists import laid_out

RNG = np.random.default_rng(0)
AROUND = RNG.standard_normal((40, 8))
SONGS = (AROUND[RNG.integers(40, size=4000)] + 0.3 * RNG.standard_normal((4000, 8))).astype(np.float32)
ASKED = RNG.standard_normal((50, 8)).astype(np.float32)


def answers(songs: np.ndarray) -> np.ndarray:
    return np.argsort(-(ASKED @ songs.T), axis=1, kind="stable")[:, :50]


def test_every_song_is_of_one_tier_and_stands_in_a_list_of_it() -> None:
    found = laid_out(SONGS, ASKED, answers(SONGS), np.random.default_rng(1), 0)
    assert sorted(np.concatenate([tier.songs for tier in found.tiers]).tolist()) == list(range(4000))
    assert sum(tier.lists.stop - tier.lists.start for tier in found.tiers) == len(found.centres)
    own = found.own(SONGS, np.arange(4000))
    for tier in found.tiers:
        assert ((own[tier.songs] >= tier.lists.start) & (own[tier.songs] < tier.lists.stop)).all()
    np.testing.assert_allclose(found.sizes.sum(), 4000, rtol=0.01)


@pytest.mark.parametrize(("longer", "tiers"), [(1, 1), (6, 3)])
def test_long_songs_have_lists_of_their_own_where_they_answer_most(longer: float, tiers: int) -> None:
    songs = SONGS.copy()
    songs[RNG.choice(4000, 40, replace=False)] *= longer
    found = laid_out(songs, ASKED, answers(songs), np.random.default_rng(1), 0)
    assert len(found.tiers) == tiers


def test_the_margin_is_the_one_with_which_answers_are_found_soonest(monkeypatch: pytest.MonkeyPatch) -> None:
    def laid(*margins: float) -> float:
        monkeypatch.setattr(lists, "MARGINS", margins)
        return float(laid_out(SONGS, ASKED, answers(SONGS), np.random.default_rng(1), 0).margins.mean())

    assert laid(0.5, 50.0) == laid(0.5)
    assert laid(50.0) > 50 * laid(0.5)
