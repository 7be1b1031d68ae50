"""Answers of two releases in one: filled, without repeats, and never of a song that side A does not know."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segue.accounts.taste import Mark, Taste
from segue.base.ids import AccountId, IdMap, ReleaseId
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.releases.contest import Running
from segue.releases.experiment import Experiment
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.web.ask import Ask
from segue.web.interleaved import Mixing, Mixture, takes_part
from segue.web.replies.coldstart import cold_start_reply
from segue.web.replies.playlist import playlist_reply
from segue.web.replies.shelves import shelves_reply
from segue.web.replies.upnext import up_next_reply
from segue.web.schemas.playlist import PlaylistWished
from segue.web.schemas.recommendations import ColdStart
from segue.web.schemas.shelves import ShelvesWished
from segue.web.schemas.upnext import SimilarTo
from segue.web.serving import Serving, load
from tests.web.conftest import OTHER, SONG
from tests.web.world import make_release, make_songs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TASTE = Taste(likes=(Mark(SONG, NOW.date()), Mark(OTHER, NOW.date())))


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Serving, Serving]:
    """Two releases of the same songs that differ in all they learned."""
    root = tmp_path_factory.mktemp("sides")
    return opened(root, make_songs()), opened(root, make_songs(), seed=1)


def opened(root: Path, songs: Songs, seed: int = 0) -> Serving:
    return load(open_release(ReleaseStore(root).path(make_release(root, songs, seed=seed))))


def mixing(sides: tuple[Serving, Serving], account: int = 1, share: float = 1.0) -> Mixing:
    a, b = sides
    experiment = Experiment(
        id="e",
        control=a.release_id,
        challenger=b.release_id,
        share=share,
        first_look_days=7,
        started_at=NOW,
    )
    return Mixing(a, Running(experiment, b), AccountId(account))


def ask(body: Any, taste: Taste = TASTE) -> Ask[Any]:
    return Ask(body, taste, NOW, 2.0)


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["song_id"] for item in items]


LISTS = [
    (cold_start_reply, ColdStart(seeds=[SONG], limit=20, reasons=True)),
    (playlist_reply, PlaylistWished(songs=[SONG], limit=20, reasons=True)),
    (up_next_reply, SimilarTo(song=SONG, limit=20, reasons=True)),
]


@pytest.mark.parametrize(("reply", "body"), LISTS)
def test_every_song_says_what_the_side_that_gave_it_says(
    sides: tuple[Serving, Serving], reply: Callable[..., Any], body: Any
) -> None:
    mixture = mixing(sides).mixture(reply, ask(body))
    assert mixture is not None
    ((_, arms),) = mixture.arms.items()
    items = mixture.content["results"]
    assert len(items) == len(arms) == len(set(ids(items))) == 20
    assert {"A", "B"} <= set(arms) <= set("AB=")
    plain = [side.content["results"] for side in mixture.sides]
    assert all(item in plain["AB".index(arm)] for item, arm in zip(items, arms, strict=True) if arm != "=")
    assert mixture.sides[0].content == reply(sides[0], ask(body))


def test_the_same_listener_gets_the_same_list_all_day_and_another_one_another(
    sides: tuple[Serving, Serving],
) -> None:
    body = ask(ColdStart(seeds=[SONG], limit=20))
    first = drafted(mixing(sides), body)
    assert drafted(mixing(sides), replace(body, moment=NOW.replace(hour=23))) == first
    assert any(drafted(mixing(sides, account), body) != first for account in range(2, 12))


def drafted(mixing: Mixing, asked: Ask[Any]) -> tuple[dict[str, Any], object]:
    mixture = mixing.mixture(cold_start_reply, asked)
    assert mixture is not None
    return mixture.content, mixture.arms


class TestQueue:
    def walk(self, mixing: Mixing, limits: list[int]) -> list[Mixture]:
        pages: list[Mixture] = []
        cursor = None
        for limit in limits:
            body = SimilarTo(song=SONG, limit=limit, cursor=cursor)
            page = mixing.mixture(up_next_reply, ask(body))
            assert page is not None
            pages.append(page)
            cursor = page.content["cursor"]
        return pages

    def test_pages_follow_each_other_without_repeats_to_the_end(self, sides: tuple[Serving, Serving]) -> None:
        pages = self.walk(mixing(sides), [10, 50, 7, 50, 50])
        songs = [song for page in pages for song in ids(page.content["results"])]
        assert [len(page.content["results"]) for page in pages[:3]] == [10, 50, 7]
        assert len(songs) == len(set(songs)) == 118  # all but the two liked, of which one plays
        assert pages[-1].content["cursor"] is None

    def test_each_side_goes_on_from_what_was_shown(self, sides: tuple[Serving, Serving]) -> None:
        first, second = self.walk(mixing(sides), [10, 10])
        shown = set(ids(first.content["results"]))
        for side in second.sides:
            assert not shown & set(ids(side.content["results"]))
            assert side.content == up_next_reply(side.serving, side.ask)

    def test_a_queue_of_a_release_that_is_gone_begins_anew(self, sides: tuple[Serving, Serving]) -> None:
        first = mixing((sides[1], sides[0])).mixture(up_next_reply, ask(SimilarTo(song=SONG, limit=10)))
        assert first is not None
        body = SimilarTo(song=SONG, limit=10, cursor=first.content["cursor"])
        again = mixing(sides).mixture(up_next_reply, ask(body))
        assert again is not None
        assert again.content["restarted"]
        fresh = mixing(sides).mixture(up_next_reply, ask(SimilarTo(song=SONG, limit=10)))
        assert fresh is not None
        assert ids(again.content["results"]) == ids(fresh.content["results"])


class TestPage:
    @pytest.mark.parametrize("limit", [1, 8, 20])
    def test_shelves_are_full_and_every_song_stands_once(
        self, sides: tuple[Serving, Serving], limit: int
    ) -> None:
        page = mixing(sides).mixture(shelves_reply, ask(ShelvesWished(limit=limit)))
        assert page is not None
        plain = shelves_reply(sides[0], ask(ShelvesWished(limit=limit)))
        shelves = [(bucket["id"], len(bucket["items"])) for bucket in page.content["buckets"]]
        assert shelves == [(bucket["id"], len(bucket["items"])) for bucket in plain["buckets"]]
        songs = Counter(song for bucket in page.content["buckets"] for song in ids(bucket["items"]))
        assert max(songs.values()) == 1
        assert {name: len(arms) for name, arms in page.arms.items()} == dict(shelves)

    def test_where_not_every_shelf_can_be_filled_side_a_answers_alone(
        self, sides: tuple[Serving, Serving]
    ) -> None:
        # 118 songs on three shelves of up to 50: what one shelf takes of side B, the next can't replace
        assert mixing(sides).mixture(shelves_reply, ask(ShelvesWished(limit=50))) is None


class TestCatalogues:
    def test_what_the_challenger_alone_knows_is_left_out_and_the_list_is_filled(
        self, sides: tuple[Serving, Serving], tmp_path: Path
    ) -> None:
        other = opened(tmp_path, make_songs("anew"), seed=1)
        known = make_songs().ids
        mixed = mixing((sides[0], other))
        body = ask(ColdStart(seeds=[SONG, f"{OTHER} anew"], limit=20))
        mixture = mixed.mixture(cold_start_reply, body)
        assert mixture is not None
        assert all(known.row(song) is not None for song in ids(mixture.content["results"]))
        assert mixture.arms == {"cold-start": "=" * 20}

    def test_another_recording_of_what_side_a_shows_counts_as_that_song(self, tmp_path: Path) -> None:
        plain = make_songs()
        live = make_songs("(Live)")
        both = _joined(plain, live)
        a, b = opened(tmp_path, both), opened(tmp_path, both, seed=1)
        mixture = mixing((a, b)).mixture(cold_start_reply, ask(ColdStart(seeds=[SONG], limit=50)))
        assert mixture is not None
        rows = [a.catalogue.songs.ids.row(song) for song in ids(mixture.content["results"])]
        works = Counter(int(a.catalogue.work_rows[row]) for row in rows if row is not None)
        assert max(works.values()) == 1
        assert len(rows) == 50


def _joined(one: Songs, two: Songs) -> Songs:
    def of(name: str) -> Any:
        parts = [getattr(one, name), getattr(two, name)]
        if isinstance(parts[0], np.ndarray):
            return np.concatenate(parts)
        return Strings.of([text for part in parts for text in part])

    names = [field.name for field in fields(Songs) if field.name != "ids"]
    return Songs(IdMap.of([*one.ids.ids, *two.ids.ids]), **{name: of(name) for name in names})


def test_a_share_of_the_listeners_takes_part_and_another_experiment_takes_others() -> None:
    release = ReleaseId("r")
    made: Any = {"control": release, "challenger": release, "first_look_days": 7, "started_at": NOW}
    half, anew = (Experiment(id=name, share=0.3, **made) for name in ("one", "two"))
    everybody = Experiment(id="all", share=1.0, **made)
    accounts = [AccountId(number) for number in range(2000)]
    taking = np.array([[takes_part(each, account) for account in accounts] for each in (half, anew)])
    assert np.abs(taking.mean(axis=1) - 0.3).max() < 0.04
    assert abs((taking[0] & taking[1]).mean() - 0.09) < 0.03
    assert all(takes_part(everybody, account) for account in accounts)
