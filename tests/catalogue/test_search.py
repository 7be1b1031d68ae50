import time

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from segue.base.arrays import Float32
from segue.base.songs import Songs
from segue.catalogue import interpretation
from segue.catalogue.matches import POPULARITY_WEIGHT, matches
from segue.catalogue.search import MOST_RANKED, SearchIndex
from segue.catalogue.text import words
from tests.catalogue.names import equal_popularity, songs_of

SONGS = songs_of(
    ("Beyoncé", "Halo"),
    ("Depeche Mode", "Halo"),
    ("Pink Floyd", "Brain Damage", "The Dark Side of the Moon"),
    ("Queen", "Bohemian Rhapsody"),
    ("The Dandy Warhols", "Bohemian Like You"),
    ("AC/DC", "Thunderstruck"),
    ("Soundgarden", "Black Hole Sun"),
    ("Daft Punk", "Around the World"),
    ("米津玄師", "Lemon"),
    ("방탄소년단", "봄날"),
    ("Кино", "Группа крови"),
    ("!!!", "Must Be the Moon"),
    ("Sigur Rós", "Hoppípolla"),
    ("Jay-Z", "99 Problems"),
    ("Love", "Alone Again Or"),
    ("Nobody", "Love"),
    ("Nobody", "Lovely Day"),
    ("Nobody", "Glove"),
)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.build(SONGS, equal_popularity(SONGS))


def first(index: SearchIndex, query: str) -> int | None:
    return next(iter(index.search(query, 1)), None)


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("beyonce halo", 0),
        ("HALO Beyoncé", 0),
        ("halo depeche", 1),
        ("beyonc", 0),
        ("beyocne", 0),
        ("beyomc", 0),
        ("dark side of th", 2),
        ("bohemain rapsody", 3),
        ("rhapsody queen bohemian", 3),
        ("dandy warhols bohemian", 4),
        ("acdc", 5),
        ("ac dc", 5),
        ("ac/dc thunder", 5),
        ("sound garden black", 6),
        ("daftpunk", 7),
        ("玄師", 8),
        ("lemon 米津", 8),
        ("방탄", 9),
        ("кино", 10),
        ("группа", 10),
        ("!!!", 11),
        ("!!! moon", 11),
        ("hoppipolla", 12),
        ("jay z", 13),
        ("jayz", 13),
        ("99", 13),
    ],
)
def test_what_is_meant_comes_first(index: SearchIndex, query: str, row: int) -> None:
    assert first(index, query) == row


def test_the_very_word_comes_before_its_beginning_and_that_before_errors(index: SearchIndex) -> None:
    rows = list(index.search("love", 10))
    assert set(rows[:2]) == {14, 15}
    assert rows[2:] == [16, 17]


def test_what_was_typed_lately_changes_no_answer(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpretation, "MOST_LATELY", 3)
    typed = [
        "halo",
        "halo beyonce",
        "love",
        "love alone",
        "lov",
        "halo",
        "moon dark",
        "thunder",
        "love",
        "sun",
    ]
    for query in typed * 2:
        fresh = SearchIndex.from_arrays(index.arrays())
        assert index.search(query, 5) == fresh.search(query, 5)
    assert max(len(index.lately.held), len(index.lately.begun)) <= 3


def test_popularity_settles_ties_then_the_row() -> None:
    songs = songs_of(("A", "Same"), ("B", "Same"), ("C", "Same"))
    index = SearchIndex.build(songs, np.array([1, 1, 7], np.float32))
    assert list(index.search("same", 3)) == [2, 0, 1]


def test_an_album_finds_its_songs_after_the_title_of_that_name() -> None:
    songs = songs_of(("X", "First", "Moonlight"), ("X", "Second", "Moonlight"), ("Y", "Moonlight", "Else"))
    index = SearchIndex.build(songs, np.array([9, 8, 1], np.float32))
    assert list(index.search("moonlight", 5)) == [2, 0, 1]


def test_scores_fall_and_the_limit_holds(index: SearchIndex) -> None:
    scores = list(index.search("o", 25).values())
    assert scores == sorted(scores, reverse=True)
    assert len(index.search("halo", 1)) == 1
    assert index.search("halo", 0) == {}


@pytest.mark.parametrize(
    "query", ["", "   ", "\0", "\0\0 \n", "zzzzzz", "?", "🙂", "\ud800", "-", "%", "((("]
)
def test_nothing_that_fits_is_no_hit(index: SearchIndex, query: str) -> None:
    assert index.search(query, 10) == {}


def test_no_songs_give_no_hits() -> None:
    songs = songs_of()
    index = SearchIndex.build(songs, equal_popularity(songs))
    assert SearchIndex.from_arrays(index.arrays()).search("anything", 10) == {}


def test_songs_without_any_visible_name_do_no_harm() -> None:
    songs = songs_of(("", " "), ("", "\0"), ("", "Real"))
    assert first(SearchIndex.build(songs, equal_popularity(songs)), "real") == 2


names = st.text(st.sampled_from("abcdef éß玄в!?'&-. "), min_size=1, max_size=14)
catalogues = st.lists(st.tuples(names, names, names), min_size=1, max_size=12).map(
    lambda rows: songs_of(*rows)
)


@given(catalogues, st.data())
def test_a_song_is_found_first_or_tied_by_its_own_names(songs: Songs, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(songs) - 1))
    assume(words(songs.artist[row]) and words(songs.title[row]))
    index = SearchIndex.build(songs, equal_popularity(songs))
    hits = index.search(f"{songs.artist[row]} {songs.title[row]}", len(songs))
    assert max(hits.values()) - hits[row] <= POPULARITY_WEIGHT


@given(catalogues, names)
def test_arrays_round_trip_gives_the_same_answers(songs: Songs, query: str) -> None:
    built = SearchIndex.build(songs, equal_popularity(songs))
    assert SearchIndex.from_arrays(built.arrays()).search(query, 10) == built.search(query, 10)


@given(catalogues, st.text())
def test_any_query_gives_rows_that_are_there(songs: Songs, query: str) -> None:
    rows = SearchIndex.build(songs, equal_popularity(songs)).search(query, 10)
    assert all(0 <= row < len(songs) for row in rows)


def crowded(n_songs: int) -> tuple[Songs, Float32]:
    """Many songs whose names are made of few words."""
    generator = np.random.default_rng(0)
    words = [f"{first}{second}" for first in "abcdefghij" for second in ("ove", "ight", "ay", "eart")]
    picked = generator.choice(words, (n_songs, 6))
    songs = songs_of(*((" ".join(row[:2]), " ".join(row[2:])) for row in picked.tolist()))
    return songs, generator.random(n_songs).astype(np.float32)


@pytest.fixture(scope="module")
def crowd() -> SearchIndex:
    return SearchIndex.build(*crowded(4000))


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "a" * 10_000,
        "love " * 3000,
        " ".join(f"w{i}" for i in range(1000)),
        "a",
        "?" * 10_000,
        "\0" * 10_000,
        "🙂" * 5000,
        "ight " * 50 + "ove",
        "aove bight cay deart eove fight gay heart iove jight",
    ],
)
def test_hostile_queries_take_no_time(crowd: SearchIndex, query: str) -> None:
    start = time.process_time()
    hits = crowd.search(query, 25)
    assert time.process_time() - start < 0.1
    assert len(hits) <= 25


@pytest.mark.parametrize("query", ["a", "aove", "aove bove", "aove bight c"])
def test_a_song_is_looked_at_once_however_many_of_its_words_fit(crowd: SearchIndex, query: str) -> None:
    meant = interpretation.meanings(query.split(), crowd.book, crowd.lately, forgiving=False)
    ranks = matches(meant, 32, crowd.book.n_songs).ranks.tolist()
    assert len(set(ranks)) == len(ranks) > 0


def test_no_more_songs_are_ranked_than_the_bound(crowd: SearchIndex) -> None:
    assert len(crowd.search("a", 10_000)) == MOST_RANKED


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("catalogue.search.order", "every song once"),
        ("catalogue.postings.ranks", "not there"),
        ("catalogue.postings.offsets", "offsets"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(index: SearchIndex, name: str, message: str) -> None:
    arrays = index.arrays()
    with pytest.raises(ValueError, match=message):
        SearchIndex.from_arrays(arrays | {name: arrays[name] + arrays[name].dtype.type(1)}).check()
