import orjson

from segue.web.records.record import Record, line_of, song_ids
from segue.web.serving import Serving
from segue.web.written import digest_of
from tests.web.records.asking import NOON, answered, liking


def test_a_line_holds_all_an_answer_depends_on_and_what_it_was(serving: Serving) -> None:
    taste = liking("Blur - Glass")
    given = answered(serving, taste=taste, song="Björk - River", limit=3, discovery=0.1)
    line = line_of(given, [taste.state])
    assert line.count(b"\n") == 1
    record = Record.model_validate_json(line)
    assert record == Record(
        request_id="r1",
        name="up-next",
        release=serving.release_id,
        moment=NOON,
        like_weight=2.0,
        body={"song": "Björk - River", "limit": 3, "discovery": 0.1},
        state=taste.state,
        digest=digest_of(orjson.dumps(given.content)),
        songs=tuple(item["song_id"] for item in given.content["results"]),
    )
    assert record.states == (taste.state,)


def test_a_stranger_has_no_state_and_members_keep_their_order(serving: Serving) -> None:
    members = liking("a"), liking("b")
    given = answered(serving)
    ask = type(given.ask)(given.ask.body, None, NOON, 2.0, members)
    states = [member.state for member in members]
    line = line_of(type(given)("up-next", given.release_id, "r", ask, given.content), states)
    record = Record.model_validate_json(line)
    assert (record.state, list(record.members), list(record.states)) == (None, states, states)


def test_songs_are_found_wherever_they_stand_in_order() -> None:
    page = {"buckets": [{"items": [{"song_id": "a"}, {"song_id": "b"}]}, {"items": ({"song_id": "c"},)}]}
    assert list(song_ids(page)) == ["a", "b", "c"]
    assert list(song_ids({"label": "song_id"})) == []
