"""What holds for every page, over many listeners."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.factors.facts import Facts
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.filters import Filter
from segue.recommend.listener import Listener
from segue.recommend.rules import ARTIST_SHARE, Rule, artists_of, gap_of, leanings
from segue.recommend.shelves import Page, Shelf, shelves
from segue.recommend.themes import FIXED, LONGEST, Kind
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import ExactIndex, make_listener, make_snapshot

DAY = date(2026, 3, 1)
SONGS, GENRES = 1200, 3


def make_town() -> Snapshot:
    """A world with genres that lie apart, years, and clusters of listeners; few know the even songs."""
    plain = make_snapshot(SONGS, 120)
    genres = (plain.artist_rows % GENRES).astype(np.int32)
    vectors = plain.space.item_vectors + 6 * np.eye(8, dtype=np.float32)[genres]
    popularity = np.where(np.arange(SONGS) % 2, plain.popularity, 1).astype(np.float32)
    nearby = np.eye(GENRES, dtype=np.float32)[genres] * (popularity / popularity.max())[:, None]
    whole = np.hstack([vectors, nearby, np.zeros((SONGS, 1), np.float32)]).astype(np.float32)
    fold_in = FewSignalsFoldIn(
        LinearFoldIn(vectors), np.eye(8, dtype=np.float32)[:GENRES], np.zeros(2, np.float32), 8.0
    )
    years = (1960 + np.arange(SONGS) % 60).astype(np.int16)
    facts = replace(Facts.unknown(SONGS), genre_rows=genres, years=years)
    return replace(
        plain, space=ItemSpace(whole, fold_in), index=ExactIndex(whole), popularity=popularity, facts=facts
    )


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return make_town()


def of_genre(town: Snapshot, genre: int, count: int) -> list[int]:
    return [int(row) for row in np.flatnonzero(town.facts.genre_rows == genre)[:count]]


@pytest.fixture(scope="module")
def both(town: Snapshot) -> Listener:
    """Somebody of two tastes, three quarters and a quarter."""
    return make_listener(seeds=[*of_genre(town, 0, 12), *of_genre(town, 1, 4)])


def by_kind(page: list[Shelf]) -> dict[str, list[int]]:
    names = [
        f"{shelf.theme.kind} {shelf.theme.taste.song if shelf.theme.taste else ''}".strip() for shelf in page
    ]
    assert len(set(names)) == len(names)
    return {name: shelf.answer.ranking.rows.tolist() for name, shelf in zip(names, page, strict=True)}


ROWS = st.lists(st.integers(0, SONGS - 1), max_size=12)
LISTENERS = st.builds(make_listener, seeds=ROWS, likes=ROWS, hidden=ROWS)


@settings(max_examples=30)
@given(LISTENERS, st.integers(1, 50), ROWS, st.none() | st.tuples(st.integers(0, GENRES - 1)))
def test_no_song_stands_twice_or_against_what_was_asked(
    town: Snapshot, listener: Listener, limit: int, excluded: Collection[int], genres: tuple[int, ...] | None
) -> None:
    wishes = Wishes(limit, Filter(genres=genres), excluded=tuple(excluded))
    page = shelves(town, listener, wishes, day=DAY)
    shown = [row for rows in by_kind(page).values() for row in rows]
    assert len(set(shown)) == len(shown)
    assert not set(shown) & {*listener.hidden.tolist(), *excluded}
    assert genres is None or set(town.facts.genre_rows[shown].tolist()) <= set(genres)
    assert [shelf.theme.kind for shelf in page[:3]] == list(FIXED)
    assert [len(shelf.answer.ranking) for shelf in page[:3]] == [limit] * 3
    assert all(0 < len(shelf.answer.ranking) <= limit for shelf in page)


@settings(max_examples=30)
@given(LISTENERS, st.integers(1, 50), st.integers(0, 49), st.sets(st.integers(0, 8)))
def test_a_longer_shelf_begins_with_the_shorter_one_whatever_else_is_picked(
    town: Snapshot, listener: Listener, limit: int, more: int, picked: set[int]
) -> None:
    page = Page.of(town, listener, Wishes(limit), day=DAY)
    short = by_kind(page.shelves())
    longer = Page.of(town, listener, Wishes(min(limit + more, LONGEST)), day=DAY)
    places = {place for place in picked if place < len(longer.themes)}
    for name, rows in by_kind(longer.shelves(places)).items():
        assert rows[: len(short[name])] == short[name]


def test_places_are_kept_for_tastes_that_lie_apart(town: Snapshot, both: Listener) -> None:
    first = Page.of(town, both, Wishes(8), day=DAY).themes[0]
    assert first.n_kept == 2
    assert Page.of(town, make_listener(seeds=(0, 3, 6)), Wishes(8), day=DAY).themes[0].n_kept == 0


@settings(max_examples=15)
@given(LISTENERS, st.integers(1, 50))
def test_rules_that_a_shelf_breaks_are_named(town: Snapshot, listener: Listener, limit: int) -> None:
    for shelf in shelves(town, listener, Wishes(limit), day=DAY):
        artists = town.artist_rows[shelf.answer.ranking.rows].tolist()
        places = {artist: [at for at, other in enumerate(artists) if other == artist] for artist in artists}
        shares = leanings(artists_of(town, listener.songs))
        gaps = [gap_of(shares.get(artist, ARTIST_SHARE)) for artist in artists]
        if any(b - a <= gaps[a] for of_one in places.values() for a, b in pairwise(of_one)):
            assert Rule.ARTIST_GAP in shelf.answer.relaxed
        works = town.work_rows[shelf.answer.ranking.rows].tolist()
        if len(set(works)) < len(works):
            assert Rule.ONE_PER_WORK in shelf.answer.relaxed


def test_a_listener_of_two_tastes_has_a_shelf_for_each_and_the_others(town: Snapshot, both: Listener) -> None:
    page = shelves(town, both, Wishes(8), day=DAY)
    assert [shelf.theme.kind for shelf in page] == [
        *FIXED,
        Kind.TASTE,
        Kind.TASTE,
        Kind.DEEP_CUTS,
        Kind.NEW_TO_YOU,
        Kind.POPULAR_NEARBY,
    ]
    genres = [town.facts.genre_rows[shelf.answer.ranking.rows].tolist() for shelf in page]
    assert (genres[3], genres[4]) == ([0] * 8, [1] * 8)
    assert [shelf.theme.taste.share for shelf in page[3:5] if shelf.theme.taste] == [0.75, 0.25]


def test_every_taste_has_its_share_of_what_you_like(town: Snapshot, both: Listener) -> None:
    for limit in (8, 20):
        because, vibe, *_ = shelves(town, both, Wishes(limit), day=DAY)
        genres = town.facts.genre_rows[because.answer.ranking.rows]
        assert abs((genres == 1).mean() - 0.25) <= 0.13
        assert set(town.facts.genre_rows[vibe.answer.ranking.rows].tolist()) == {0, 1}
        assert sorted(town.facts.genre_rows[vibe.theme.songs].tolist()) == [0, 0, 0, 1]


def test_a_day_keeps_its_page_and_the_next_day_has_fresh_shelves(town: Snapshot, both: Listener) -> None:
    today, again, tomorrow = (
        by_kind(shelves(town, both, Wishes(8), day=day)) for day in (DAY, DAY, DAY + timedelta(1))
    )
    assert today == again
    assert today.keys() == tomorrow.keys()
    assert all(today[name] != tomorrow[name] for name in today)


def test_a_text_varies_the_page_in_one_way(town: Snapshot, both: Listener) -> None:
    plain, varied, again = (
        by_kind(shelves(town, both, Wishes(8), day=DAY, variation=text)) for text in (None, "a", "a")
    )
    assert plain != varied == again


def test_deep_cuts_are_known_to_few(town: Snapshot, both: Listener) -> None:
    rows = by_kind(shelves(town, both, Wishes(8), day=DAY))["deep-cuts"]
    assert town.popularity[rows].max() <= np.median(town.popularity)


def test_what_is_new_goes_by_date_and_was_never_met(town: Snapshot, both: Listener) -> None:
    first_days = np.arange(SONGS, dtype=np.int32)
    dated = replace(town, facts=replace(town.facts, first_days=first_days))
    by_year, by_day = (shelves(snapshot, both, Wishes(8), day=DAY)[6] for snapshot in (town, dated))
    assert (by_year.theme.by_first_day, by_day.theme.by_first_day) == (False, True)
    assert town.facts.years[by_year.answer.ranking.rows].mean() > town.facts.years.mean() + 15
    assert first_days[by_day.answer.ranking.rows].mean() > 1.3 * first_days.mean()
    played = replace(
        both,
        songs=np.union1d(both.songs, by_year.answer.ranking.rows).astype(np.int32),
        weights=np.ones(24, np.float32),
    )
    later = by_kind(shelves(town, played, Wishes(8), day=DAY))["new-to-you"]
    assert not set(later) & set(played.songs.tolist())


def test_without_dates_nothing_is_called_new(town: Snapshot, both: Listener) -> None:
    undated = replace(town, facts=replace(town.facts, years=np.zeros(SONGS, np.int16)))
    assert "new-to-you" not in by_kind(shelves(undated, both, Wishes(8), day=DAY))


def test_without_clusters_nobody_is_like_you(both: Listener) -> None:
    page = shelves(make_snapshot(SONGS), both, Wishes(8), day=DAY)
    assert Kind.POPULAR_NEARBY not in [shelf.theme.kind for shelf in page]


def test_a_newcomers_shelves_go_by_no_song_of_theirs(town: Snapshot) -> None:
    page = shelves(town, make_listener(), Wishes(8), day=DAY)
    assert [(shelf.theme.kind, len(shelf.theme.songs)) for shelf in page] == [(kind, 0) for kind in FIXED]
    popular = set(town.popular[:200].tolist())
    assert all(set(rows) <= popular for rows in by_kind(page).values())


def test_shelves_lean_on_no_song_that_says_nothing_about_taste(town: Snapshot) -> None:
    rarest = int(town.popular[-1])
    plain = by_kind(shelves(town, make_listener(), Wishes(5), day=DAY))
    for silent in (make_listener(hidden=(rarest,)), make_listener(likes=(rarest,), like_weight=0)):
        assert by_kind(shelves(town, silent, Wishes(5), day=DAY)) == plain


def test_somebody_whose_only_song_has_no_place_is_shown_what_is_popular(town: Snapshot) -> None:
    vectors, fold_in = town.space.item_vectors.copy(), town.space.fold_in
    vectors[0, :-1] = 0
    vectors[:, -1] = town.popularity
    assert isinstance(fold_in, FewSignalsFoldIn)
    placeless = replace(fold_in, personal=LinearFoldIn(vectors[:, : fold_in.dimensions]))
    elsewhere = replace(town, space=ItemSpace(vectors, placeless), index=ExactIndex(vectors))
    page = shelves(elsewhere, make_listener(likes=(0,)), Wishes(8), day=DAY)
    assert [(shelf.theme.kind, len(shelf.theme.songs)) for shelf in page] == [(kind, 0) for kind in FIXED]
    assert all(set(rows) <= set(town.popular[:200].tolist()) for rows in by_kind(page).values())


def test_a_small_catalogue_has_the_fixed_shelves_and_no_empty_one() -> None:
    small = make_snapshot(n_songs=120, n_artists=12)
    assert len(shelves(small, make_listener(likes=(0,)), Wishes(8), day=DAY)) == 3
    tiny = make_snapshot(n_songs=4, n_artists=4)
    page = shelves(tiny, make_listener(likes=(0,)), Wishes(8), day=DAY)
    assert [len(shelf.answer.ranking) for shelf in page] == [3]


def test_a_shelf_asked_for_alone_is_filled_from_a_small_catalogue() -> None:
    small = make_snapshot(n_songs=60, n_artists=12)
    page = Page.of(small, make_listener(likes=(0,)), Wishes(50), day=DAY)
    for place in range(3):
        (shelf,) = page.shelves([place])
        assert len(shelf.answer.ranking) == 50
