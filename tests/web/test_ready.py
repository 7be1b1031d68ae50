from datetime import date

from segue.accounts.impressions import Listed
from segue.web.ready import BYTES_BESIDE, Asked, ReadyAnswers
from segue.web.written import Written

DAY = date(2026, 3, 1)


def answer(body: bytes) -> Written:
    return Written(body, '"tag"', ())


def asked(request: bytes, day: date = DAY, *states: str) -> Asked:
    return Asked(request, day, states)


def test_an_answer_is_found_by_all_it_depends_on() -> None:
    ready = ReadyAnswers()
    ready.keep(asked(b"/a?", DAY, "me"), answer(b"1"))
    assert ready.get(asked(b"/a?", DAY, "me")) == answer(b"1")
    for other in (asked(b"/a?"), asked(b"/b?", DAY, "me"), asked(b"/a?", date(2026, 3, 2), "me")):
        assert ready.get(other) is None


def test_the_one_nobody_asked_for_longest_goes_first() -> None:
    ready = ReadyAnswers(3 * (BYTES_BESIDE + 2))
    for name in (b"a", b"b", b"c"):
        ready.keep(asked(name), answer(b"1"))
    ready.get(asked(b"a"))
    ready.keep(asked(b"d"), answer(b"1"))
    assert [name for name in (b"a", b"b", b"c", b"d") if ready.get(asked(name))] == [b"a", b"c", b"d"]


def test_no_more_is_kept_than_there_is_room_for() -> None:
    ready = ReadyAnswers(10 * BYTES_BESIDE)
    for number in range(100):
        ready.keep(asked(b"%d" % number), answer(bytes(number)))
    assert 0 < len(ready) < 10
    kept = len(ready)
    ready.keep(asked(b"large"), answer(bytes(10 * BYTES_BESIDE)))
    assert (ready.get(asked(b"large")), len(ready)) == (None, kept)


def test_lists_that_are_kept_with_an_answer_take_room() -> None:
    ready = ReadyAnswers(10 * BYTES_BESIDE)
    listed = Listed.of("up-next", ("a song",) * BYTES_BESIDE)
    ready.keep(asked(b"a"), Written(b"1", '"tag"', (), (listed,)))
    assert len(ready) == 0


def test_an_answer_kept_again_takes_its_room_once() -> None:
    ready = ReadyAnswers(3 * BYTES_BESIDE)
    for number in range(10):
        ready.keep(asked(b"other"), answer(b"2"))
        ready.keep(asked(b"same"), answer(bytes(number)))
    assert len(ready) == 2
    assert ready.get(asked(b"same")) == answer(bytes(9))
