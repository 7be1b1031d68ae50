import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.base.errors import DataError, NotFound, ReleaseRefused, Unavailable
from segue.base.ids import ReleaseId
from segue.releases.manifest import Verdict
from segue.releases.store import ReleaseStore
from tests.releases.world import damage, make_candidate, make_release


@pytest.fixture
def three(store: ReleaseStore) -> tuple[ReleaseId, ReleaseId, ReleaseId]:
    """Releases a, b and c, promoted in that order."""
    a, b, c = (make_release(store, seed=seed) for seed in range(3))
    for release in (a, b, c):
        store.promote(release)
    return a, b, c


def test_an_empty_store_has_nothing(store: ReleaseStore) -> None:
    assert (store.releases(), store.candidates(), store.newest_candidate()) == ((), (), None)
    assert store.current_id() is None
    assert store.former() == store.earlier() == ()


def test_only_whole_folders_with_the_name_of_a_release_are_listed(store: ReleaseStore) -> None:
    release, candidate = make_release(store), make_candidate(store)
    store.promote(release)
    (store.root / "20200101T000000Z-00000000").mkdir()
    (store.root / "linked").symlink_to(release)
    shutil.copytree(store.path(release), store.root / ".writing-0123")
    assert store.releases() == (release,)
    assert store.candidates() == (candidate,)


def test_the_newest_candidate_is_the_one_written_last(store: ReleaseStore) -> None:
    written = [make_candidate(store, seed=seed) for seed in range(3)]
    assert store.newest_candidate() == written[-1]


@pytest.mark.parametrize("name", ["missing", "../artifacts", "", "a/b", "current", "candidates", "a" * 70])
def test_a_path_leads_to_a_release_or_nowhere(store: ReleaseStore, name: str) -> None:
    store.promote(make_release(store))
    with pytest.raises(NotFound, match=r"There is no release .* lists them"):
        store.path(name)
    with pytest.raises(NotFound, match="There is no candidate"):
        store.candidate_path(name)


def test_a_release_that_is_a_link_out_of_the_root_is_not_there(store: ReleaseStore, tmp_path: Path) -> None:
    release = make_release(store)
    store.path(release).rename(tmp_path / release)
    (store.root / release).symlink_to(tmp_path / release)
    with pytest.raises(NotFound):
        store.path(release)


def test_promoting_makes_a_release_current_and_says_so_in_the_history(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC))
    a, b = make_release(store), make_release(store, seed=1)
    first = store.promote(a)
    second = store.promote(b, reason="better on new listeners", forced=True)
    assert store.current_id() == b
    assert store.history() == [first, second]
    assert (first.previous, first.forced, first.reason) == (None, False, "")
    assert (second.previous, second.forced, second.reason) == (a, True, "better on new listeners")
    assert second.time == store.clock()


def test_a_verdict_about_a_release_that_is_current_no_more_is_not_acted_on(store: ReleaseStore) -> None:
    a, b, c = (make_release(store, seed=seed) for seed in range(3))
    store.promote(a)
    verdict = Verdict(against=a, passed=True, checks=())
    store.promote(b)
    with pytest.raises(Unavailable, match="promote again"):
        store.promote(c, verdict=verdict)
    assert store.current_id() == b
    store.promote(a)
    assert store.promote(c, verdict=verdict).previous == a


def test_a_damaged_release_is_not_promoted_and_the_live_one_stays(store: ReleaseStore) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)
    damage(store, b)
    with pytest.raises(ReleaseRefused, match=r"report\.html"):
        store.promote(b)
    assert store.current_id() == a
    assert len(store.history()) == 1


def test_a_candidate_is_not_promoted(store: ReleaseStore) -> None:
    candidate = make_candidate(store)
    with pytest.raises(NotFound, match=r"is a candidate: seal it .* build_vector_db"):
        store.promote(candidate)
    store.candidate_path(candidate).rename(store.root / candidate)
    with pytest.raises(ReleaseRefused, match="is a candidate"):
        store.promote(candidate)
    assert store.current_id() is None


def test_rolling_back_twice_goes_two_steps_back(store: ReleaseStore, three: tuple[ReleaseId, ...]) -> None:
    a, b, c = three
    first = store.roll_back(reason="complaints")
    assert (first.action, first.release, first.previous, first.reason) == ("roll back", b, c, "complaints")
    assert store.roll_back().release == store.current_id() == a
    with pytest.raises(NotFound, match="no earlier release"):
        store.roll_back()
    assert store.current_id() == a


def test_a_release_promoted_after_a_roll_back_goes_back_to_where_that_led(
    store: ReleaseStore, three: tuple[ReleaseId, ...]
) -> None:
    _, b, c = three
    store.roll_back()
    store.promote(c)
    assert store.roll_back().release == b


def test_a_roll_back_follows_the_history_before_the_age(store: ReleaseStore) -> None:
    a, b, c = (make_release(store, seed=seed) for seed in range(3))
    store.promote(c)
    store.promote(a)
    assert store.roll_back().release == c
    assert store.roll_back().release == b  # never promoted, but the next older one
    assert store.roll_back().release == a


def test_a_roll_back_passes_over_what_is_damaged_or_gone(
    store: ReleaseStore, three: tuple[ReleaseId, ...], caplog: pytest.LogCaptureFixture
) -> None:
    a, b, c = three
    damage(store, b)
    assert store.roll_back().release == a
    assert [record.message for record in caplog.records] == ["roll back passes over a release"]
    store.promote(c)
    shutil.rmtree(store.path(a))
    with pytest.raises(ReleaseRefused, match=r"report\.html"):
        store.roll_back()
    assert store.current_id() == c


def test_a_pointer_put_out_of_order_is_put_right_by_the_next_move(
    store: ReleaseStore, three: tuple[ReleaseId, ...]
) -> None:
    a, _, c = three
    (store.root / "current").unlink()
    (store.root / "current").symlink_to("../elsewhere")
    with pytest.raises(ReleaseRefused):
        store.current_id()
    assert store.roll_back().release == c
    assert store.promote(a).release == store.current_id() == a


def test_pruning_keeps_the_newest_the_live_and_the_one_before(store: ReleaseStore) -> None:
    releases = [make_release(store, seed=seed) for seed in range(8)]
    candidates = [make_candidate(store, seed=seed) for seed in range(4)]
    store.promote(releases[0])
    store.promote(releases[2])
    removed = store.prune(keep=2)
    assert removed == (*(releases[n] for n in (1, 3, 4, 5)), *candidates[:2])
    assert list(store.releases()) == [releases[n] for n in (0, 2, 6, 7)]
    assert list(store.candidates()) == candidates[2:]
    assert store.prune(keep=2) == ()
    assert store.roll_back().release == releases[0]


def test_pruning_finishes_what_a_killed_one_began(store: ReleaseStore) -> None:
    release = make_release(store)
    half = store.root / ".removing-20200101T000000Z-00000000"
    (half / "model").mkdir(parents=True)
    assert store.prune() == ()
    assert not half.exists()
    assert store.releases() == (release,)


def test_keeping_none_is_refused(store: ReleaseStore) -> None:
    with pytest.raises(DataError, match="At least one"):
        store.prune(keep=0)


def test_a_second_training_is_told_so_in_one_sentence(store: ReleaseStore) -> None:
    with store.lock():
        with pytest.raises(Unavailable, match=r"Another training is at work in .*artifacts\."), store.lock():
            pass
        store.promote(make_release(store))  # needs no right to train
    with store.lock():
        pass


def test_a_root_that_can_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = ReleaseStore(tmp_path / "file")
    with pytest.raises(Unavailable, match="can't be written"):
        store.prune()
    with pytest.raises(Unavailable, match="can't be written"), store.lock():
        pass
