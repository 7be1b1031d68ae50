from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segue.accounts.taste import Block, BlockKind, Heard, Mark, Taste
from segue.recommend.around import Around
from segue.recommend.filters import Filter
from segue.recommend.wishes import Wishes
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from segue.web.ask import Ask
from segue.web.listeners import around_of, listener_of, named_by
from segue.web.schemas.recommendations import Wished
from segue.web.serving import Serving
from tests.web.conftest import sign_up
from tests.web.world import eventually, make_release, make_settings, make_songs, serve

RIVER, GLASS, MORNING = 0, 1, 2
"""Rows of Björk's first songs."""


TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def marks(*song_ids: str) -> tuple[Mark, ...]:
    return tuple(Mark(song_id, TODAY.date()) for song_id in song_ids)


def test_a_listener_is_what_is_stored_and_what_is_named(serving: Serving) -> None:
    taste = Taste(
        seeds=marks("Björk - Glass", "gone - gone"), likes=marks("Björk - Morning", "Björk - River")
    )
    ask = Ask(Wished(), taste, TODAY, like_weight=3.0)
    listener = listener_of(serving, ask, named=(RIVER, GLASS))
    assert listener.songs.tolist() == listener.hidden.tolist() == [RIVER, GLASS, MORNING]
    assert listener.weights.tolist() == [4.0, 1.0, 3.0]


def test_seeds_named_instead_of_the_stored_ones_leave_those_hidden(serving: Serving) -> None:
    ask = Ask(Wished(), Taste(seeds=marks("Björk - Glass")), TODAY, like_weight=2.0)
    listener = listener_of(serving, ask, named=(RIVER,), instead=True)
    assert listener.songs.tolist() == [RIVER]
    assert listener.hidden.tolist() == [RIVER, GLASS]


def test_nobody_is_a_newcomer(serving: Serving) -> None:
    assert listener_of(serving, Ask(Wished(), None, TODAY, like_weight=2.0)).is_newcomer


def test_plays_and_skips_count_with_their_age(serving: Serving) -> None:
    today = TODAY.date()
    heard = (
        Heard("Björk - River", 3, 0, today - timedelta(days=365), None),
        Heard("Björk - Glass", 1, 7, today - timedelta(days=1), today),
        Heard("gone - gone", 9, 9, today, today),
    )
    listener = listener_of(serving, Ask(Wished(), Taste(heard=heard), TODAY, like_weight=2.0))
    assert (listener.songs.tolist(), listener.weights.tolist()) == ([RIVER], [0.5])
    assert listener.avoided.tolist() == listener.hidden.tolist() == [GLASS]


def test_a_play_that_seems_to_come_from_tomorrow_is_of_today(serving: Serving) -> None:
    heard = (Heard("Björk - River", 1, 0, TODAY.date() + timedelta(days=1), None),)
    listener = listener_of(serving, Ask(Wished(), Taste(heard=heard), TODAY, like_weight=2.0))
    assert listener.weights.tolist() == [0.5]


def test_disliked_and_blocked_songs_and_artists_are_kept_away(serving: Serving) -> None:
    taste = Taste(
        disliked=("Björk - Glass", "gone - gone"),
        blocks=(
            Block(BlockKind.SONG, "Björk - River", None),
            Block(BlockKind.SONG, "gone - gone", None),
            Block(BlockKind.ARTIST, "bjork", None),
            Block(BlockKind.ARTIST, "Nobody", None),
            Block(BlockKind.GENRE, "Polka", None),
        ),
    )
    listener = listener_of(serving, Ask(Wished(), taste, TODAY, like_weight=2.0))
    assert listener.is_newcomer
    assert listener.hidden.tolist() == [RIVER, GLASS]
    assert listener.blocked_artists.tolist() == [serving.catalogue.artist_rows[RIVER]]
    assert listener.blocked_genres.tolist() == []


@pytest.mark.parametrize(
    ("seed", "rows"), [(None, ()), ("Björk - Glass", (GLASS,)), ("bjork - glass", ()), ("17", ()), ("", ())]
)
def test_a_seed_names_a_song_by_its_very_id(
    serving: Serving, seed: str | None, rows: tuple[int, ...]
) -> None:
    assert named_by(serving.catalogue, seed) == rows


def test_songs_a_newer_release_does_not_know_are_kept_and_do_no_harm(tmp_path: Path, sqlite_url: str) -> None:
    store = ReleaseStore(tmp_path)
    old, new = (make_release(tmp_path, make_songs(titles)) for titles in ("Alpha", "Beta"))
    store.promote(old)
    with serve(create_app(make_settings(tmp_path, sqlite_url))) as client:
        ada = sign_up(client)
        ada.post("/recommendations/cold-start", {"seeds": ["Björk - River Alpha"]})
        ada.post("/likes/toggle", {"song_id": "Blur - Glass Alpha"})
        store.promote(new)
        eventually(lambda: client.get("/health").json()["release"] == new)

        assert ada.get("/me/seeds").json() == {"seeds": ["Björk - River Alpha"]}
        assert ada.get("/likes").json() == {"likes": ["Blur - Glass Alpha"]}
        for seeds in ([], ["Björk - River Alpha"]):
            answer = ada.post("/recommendations/cold-start", {"seeds": seeds})
            assert (answer.status_code, answer.json()["seed_count"]) == (200, 0)
            assert len(answer.json()["results"]) == 10
        buckets = ada.get("/recommendations/categories").json()["buckets"]
        assert [bucket["seed_used"] for bucket in buckets] == [None, None, None]
        assert ada.post("/recommendations/similar", {"song": "Pulp - Paper Beta"}).status_code == 200
        assert ada.post("/likes/toggle", {"song_id": "Blur - Glass Alpha"}).status_code == 400


def test_a_listener_and_what_lies_around_are_found_again_while_nothing_changes(serving: Serving) -> None:
    taste = Taste(likes=marks("Björk - Glass"))

    def asked(taste: Taste, day: int = 1, like_weight: float = 2.0) -> Ask[Wished]:
        return Ask(Wished(), taste, TODAY.replace(day=day), like_weight)

    def around(ask: Ask[Wished], wishes: Wishes = Wishes(8)) -> Around:  # noqa: B008 - frozen
        return around_of(serving, ask, listener_of(serving, ask), wishes)

    first, again = asked(taste), asked(Taste(likes=marks("Björk - Glass")))
    assert listener_of(serving, first) is listener_of(serving, again)
    assert around(first) is around(again)
    more = Taste(likes=marks("Björk - Glass", "Björk - River"))
    for other in (asked(more), asked(taste, day=2), asked(taste, like_weight=3.0)):
        assert listener_of(serving, other) is not listener_of(serving, first)
        assert around(other) is not around(first)
    assert listener_of(serving, first, (RIVER,)).songs.tolist() == [RIVER, GLASS]
    for wishes in (Wishes(8, excluded=(RIVER,)), Wishes(8, filter=Filter(explicit=False))):
        assert around(first, wishes) is not around(first)
