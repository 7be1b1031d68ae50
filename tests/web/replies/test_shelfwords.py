"""Every word a shelf says of itself is held to the data it was made from."""

from dataclasses import replace

import numpy as np
import pytest

from segue.catalogue.catalogue import Catalogue
from segue.recommend.tastes import Taste
from segue.recommend.themes import FIXED, Kind, Theme
from segue.web.replies.shelfwords import Words, worded
from tests.web.world import ARTISTS, make_songs

SONGS = make_songs()
BJORK, BLUR = ARTISTS.index("Björk"), ARTISTS.index("Blur")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    genres = ["Art Pop", "Britpop"] + [""] * 10
    column = [genre for genre in genres for _ in range(10)]
    songs = replace(SONGS, genre=type(SONGS.genre).of(column))
    return Catalogue.build(songs, np.arange(120, 0, -1).astype(np.float32))


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def taste(artist: int, *songs: int, genre: int | None = None) -> Taste:
    theirs = [song for song in songs if SONGS.artist[song] == SONGS.artist[songs[0]]]
    weights = np.ones(len(songs), np.float32)
    return Taste(rows(*songs), weights, 0.5, 0.0, songs[0], artist, len(theirs), genre)


def about(of: Taste) -> Theme:
    return Theme(Kind.TASTE, of.songs, taste=of)


def said(catalogue: Catalogue, *themes: Theme) -> list[Words]:
    return worded(catalogue, themes)


def test_the_fixed_shelves_are_called_as_the_contract_says(catalogue: Catalogue) -> None:
    known = said(catalogue, *(Theme(kind, rows(0, 1)) for kind in FIXED))
    assert [(words.id, words.label, words.seed_used) for words in known] == [
        ("because-you-like", "Because you like", "your taste"),
        ("more-from-your-vibe", "More from your vibe", "your taste"),
        ("fresh-mix", "Fresh mix", None),
    ]


def test_to_somebody_new_no_shelf_speaks_of_a_taste(catalogue: Catalogue) -> None:
    for words in said(catalogue, *(Theme(kind, rows()) for kind in FIXED)):
        assert words.seed_used is None
        assert "popular" in words.reason.lower()
        assert "you" not in words.reason.lower()


def test_how_many_songs_led_there_and_for_how_many_tastes_places_are_kept_is_counted(
    catalogue: Catalogue,
) -> None:
    def reason(n_songs: int, n_kept: int) -> str:
        (words,) = said(catalogue, Theme(Kind.BECAUSE_YOU_LIKE, rows(*range(n_songs)), n_kept))
        return words.reason

    assert reason(1, 0) == "Near one of your songs."
    assert reason(5, 0) == "Near 5 of your songs."
    assert reason(5, 1) == "Near 5 of your songs, with places kept for one of your tastes."
    assert reason(5, 3) == "Near 5 of your songs, with places kept for 3 of your tastes."


def test_a_vibe_names_the_songs_it_starts_from(catalogue: Catalogue) -> None:
    def reason(*songs: int) -> str:
        (words,) = said(catalogue, Theme(Kind.MORE_FROM_YOUR_VIBE, rows(*songs)))
        return words.reason

    assert reason(0) == "Like River."
    assert reason(0, 11) == "Like River and Glass."
    assert reason(0, 11, 22, 33) == "Like River, Glass and 2 more of your songs."


def test_a_taste_is_called_by_its_genre_where_one_stands_for_it(catalogue: Catalogue) -> None:
    genre = catalogue.genre_row("britpop")
    (words,) = said(catalogue, about(taste(BLUR, 20, 21, genre=genre)))
    assert words == Words("your-britpop", "Your Britpop", "Britpop near 2 of your songs.", None)


def test_else_by_its_artist(catalogue: Catalogue) -> None:
    (words,) = said(catalogue, about(taste(BJORK, 0, 1, 40)))
    assert words == Words(
        "because-of-bjork",
        "Because of Björk",
        "Near 3 of your songs, 2 of them by Björk.",
        None,
    )


def test_a_taste_of_one_song_is_by_its_artist(catalogue: Catalogue) -> None:
    (words,) = said(catalogue, about(taste(BJORK, 0)))
    assert words.reason == "Near one of your songs, by Björk."


def test_no_two_shelves_are_called_alike(catalogue: Catalogue) -> None:
    tastes = [about(taste(BJORK, 0, 1)), about(taste(BJORK, 2, 3)), about(taste(BJORK, 2, 3))]
    words = said(catalogue, *tastes, *tastes)
    assert [each.label for each in words[:3]] == [
        "Because of Björk",
        "Because of Morning",
        "Because of Engine",
    ]
    assert len({each.id for each in words}) == len({each.label for each in words}) == 6


def test_a_song_of_nobody_is_called_by_its_title() -> None:
    blank = replace(SONGS, artist=type(SONGS.artist).blank(120))
    catalogue = Catalogue.build(blank, np.ones(120, np.float32))
    (words,) = said(catalogue, about(taste(int(catalogue.artist_rows[7]), 7)))
    assert (words.label, words.reason) == ("Because of Harbour", "Near one of your songs.")


def test_new_says_which_date_it_goes_by(catalogue: Catalogue) -> None:
    reasons = [
        said(catalogue, Theme(Kind.NEW_TO_YOU, rows(0, 1), by_first_day=by_first_day))[0].reason
        for by_first_day in (False, True)
    ]
    assert reasons == [
        "Near 2 of your songs, the newest by year of release.",
        "Near 2 of your songs, the newest by first play.",
    ]


@pytest.mark.parametrize("kind", [Kind.DEEP_CUTS, Kind.NEW_TO_YOU, Kind.POPULAR_NEARBY])
def test_every_other_shelf_has_a_label_and_a_reason(catalogue: Catalogue, kind: Kind) -> None:
    (words,) = said(catalogue, Theme(kind, rows(0, 1, 2)))
    assert words.id == str(kind)
    assert words.label
    assert "3 of your songs" in words.reason
    assert words.seed_used is None
