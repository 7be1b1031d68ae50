from datetime import UTC, date, datetime

from pydantic import BaseModel

from segue.accounts.taste import Mark, Taste
from segue.web.ask import STORED, Ask, n_texts
from segue.web.schemas.recommendations import ColdStart

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Part(BaseModel):
    seeds: list[str] = []
    weight: float = 1


class Nested(BaseModel):
    song: str
    limit: int = 10
    members: list[Part] = []
    names: dict[str, str] | None = None


def liking(*song_ids: str) -> Taste:
    return Taste(likes=tuple(Mark(song_id, date(2026, 1, 1)) for song_id in song_ids))


def test_texts_are_counted_wherever_they_stand() -> None:
    assert n_texts(Nested(song="a")) == 1
    assert n_texts(Nested(song="a", members=[Part(seeds=["b", "c"]), Part(seeds=["d"])])) == 4


def test_a_long_text_counts_as_the_short_ones_it_is_as_long_as() -> None:
    assert n_texts(Nested(song="a" * 1024)) > 16
    assert n_texts(Nested(song="a" * 40)) == 1


def test_what_has_to_be_looked_up_stands_in_the_body_and_in_every_taste() -> None:
    body = ColdStart(seeds=["a", "b"], exclude=["c"])
    alone = n_texts(body)
    assert alone >= 3
    assert Ask(body, None, NOON, 2.0).n_names == alone
    stored = [liking(*map(str, range(n * STORED))) for n in (2, 1)]
    assert Ask(body, stored[0], NOON, 2.0, (stored[1],)).n_names == alone + 3


def test_tastes_are_the_callers_and_then_the_members() -> None:
    body, own, other = ColdStart(), liking("x"), liking("y")
    assert Ask(body, None, NOON, 2.0).tastes == ()
    assert Ask(body, None, NOON, 2.0, (other,)).tastes == (other,)
    assert Ask(body, own, NOON, 2.0, (other,)).tastes == (own, other)
