import numpy as np
import pytest

from segue.base.ids import IdMap
from segue.training.gate import sitting
from segue.training.gate.sitting import Sitting
from tests.training.gate.world import (
    LISTENERS,
    N_SONGS,
    bad_space,
    contender,
    exam_of,
    good_space,
    song_ids,
    space_of,
    tastes,
)

HOST = contender("host", good_space())


def sat(guest_exam: object = None, **changes: object) -> Sitting:
    """The host's exam, with a guest of the same space."""
    assert HOST.exam is not None
    guest = contender("guest", good_space(), exam=guest_exam, **changes)  # type: ignore[arg-type]
    return Sitting.of(HOST, HOST.exam, guest)


def test_a_model_that_knows_the_taste_finds_what_one_that_has_it_wrong_does_not() -> None:
    assert HOST.exam is not None
    wrong = contender("wrong", bad_space())
    one = Sitting.of(HOST, HOST.exam, wrong)
    assert one.measured(HOST).values.mean() > 0.4
    assert one.measured(wrong).values.max() == 0


def test_everybody_held_out_by_both_is_asked() -> None:
    assert sat().n_listeners == len(LISTENERS)
    assert sat().remark == ""


def test_listeners_the_guest_has_learned_from_are_left_out() -> None:
    one = sat(exam_of(good_space(), listeners=LISTENERS[:12]))
    assert list(one.exam.listeners.ids) == list(LISTENERS[:12])
    assert one.n_left_out == 8
    assert not one.too_small


def test_listeners_the_guest_never_met_are_asked() -> None:
    one = sat(exam_of(good_space(), listeners=["somebody else"] * 1), listeners=LISTENERS[:5])
    assert list(one.exam.listeners.ids) == list(LISTENERS[5:])


def test_a_sitting_of_next_to_nobody_is_too_small() -> None:
    assert sat(exam_of(good_space(), listeners=LISTENERS[:3])).too_small


def test_a_small_holdout_that_both_share_is_what_there_is() -> None:
    few = exam_of(good_space(), listeners=LISTENERS[:3])
    host = contender("host", good_space(), exam=few)
    assert not Sitting.of(host, few, contender("guest", good_space(), exam=few)).too_small


@pytest.mark.parametrize(("guest_cut", "remark"), [(50, ""), (100, ""), (150, "part of this holdout")])
def test_of_two_holdouts_by_time_the_model_of_the_later_one_has_seen_part_of_the_earlier(
    guest_cut: int, remark: str
) -> None:
    space = good_space()
    host = contender("host", space, exam=exam_of(space, protocol={"kind": "time", "cut": 100}))
    guest = contender("guest", space, exam=exam_of(space, protocol={"kind": "time", "cut": guest_cut}))
    assert host.exam is not None
    one = Sitting.of(host, host.exam, guest)
    assert one.n_listeners == len(LISTENERS)
    assert remark in one.remark
    assert bool(remark) == bool(one.remark)


def test_a_guest_without_a_holdout_may_have_seen_everything_and_is_asked_all_the_same() -> None:
    one = sat(examined=False)
    assert one.n_listeners == len(LISTENERS)
    assert "may have learned from this one" in one.remark


def test_a_song_the_guest_does_not_know_is_not_found() -> None:
    assert HOST.exam is not None
    guest = contender("guest", good_space(N_SONGS // 2), songs=song_ids(N_SONGS // 2), examined=False)
    one = Sitting.of(HOST, HOST.exam, guest)
    unknown = one.exam.truth.where(one.exam.truth.song_rows >= N_SONGS // 2)
    only_unknown = np.diff(unknown.indptr) == np.diff(one.exam.truth.indptr)
    found = one.measured(guest)
    assert (found.values[only_unknown] == 0).all()
    assert 0 < found.values.mean() < one.measured(HOST).values.mean()
    assert not found.shown[N_SONGS // 2 :].any()


def test_songs_only_the_guest_knows_take_no_place() -> None:
    assert HOST.exam is not None
    vectors = np.concatenate([tastes(), 9 * tastes()])
    ids = IdMap.of([*song_ids().ids, *(f"new {row}" for row in range(N_SONGS))])
    guest = contender("guest", space_of(vectors), songs=ids, examined=False)
    one = Sitting.of(HOST, HOST.exam, guest)
    np.testing.assert_array_equal(one.measured(guest).values, one.measured(HOST).values)


def test_songs_in_another_order_make_no_difference() -> None:
    assert HOST.exam is not None
    order = np.random.default_rng(4).permutation(N_SONGS)
    ids = IdMap.of(song_ids().ids.take(order.tolist()))
    guest = contender("guest", space_of(tastes()[order]), songs=ids, examined=False)
    one = Sitting.of(HOST, HOST.exam, guest)
    np.testing.assert_array_equal(one.measured(guest).values, one.measured(HOST).values)
    np.testing.assert_array_equal(one.measured(guest).shown, one.measured(HOST).shown)


def test_what_is_known_already_is_not_shown() -> None:
    assert HOST.exam is not None
    one = Sitting.of(HOST, HOST.exam.take(np.array([0], np.int32)))
    heard = one.exam.history.of(0)[0]
    for answers in (one.measured(HOST), one.released(), one.popular()):
        assert not answers.shown[heard].any()
        assert answers.shown.sum() == sitting.DEPTH


def test_many_listeners_are_asked_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitting, "MOST_LISTENERS", 3)
    assert list(sat().exam.listeners.ids) == [LISTENERS[0], LISTENERS[9], LISTENERS[19]]
