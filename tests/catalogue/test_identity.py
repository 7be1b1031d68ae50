import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.catalogue.identity import (
    artist_key,
    artist_rows,
    canonical_key,
    is_nobody,
    title_key,
    work_key,
    work_rows,
)
from tests.catalogue.names import songs_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Beyoncé", "Halo"), ("BEYONCE", "halo")),
        (("The Beatles", "Let It Be"), ("Beatles, The", "Let it be!")),
        (("AC/DC", "T.N.T."), ("ACDC", "TNT")),
        (("Guns N' Roses", "Patience"), ("Guns & Roses", "Patience")),
        (("Simon & Garfunkel", "The Boxer"), ("Simon and Garfunkel", "Boxer")),
        (("Rihanna", "Umbrella (feat. JAY-Z)"), ("Rihanna feat. JAY-Z", "Umbrella")),
        (("P!nk", "Don\u2019t Let Me Get Me"), ("Pink", "Dont let me get me")),
        (("The Cure", "Lovesong"), ("Cure", "Love Song")),
    ],
)
def test_two_spellings_of_one_recording_share_the_canonical_key(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert canonical_key(*one) == canonical_key(*other)


@pytest.mark.parametrize(
    "title", ["Heroes - 2017 Remaster", "Heroes (Live)", "Heroes [Mono]", "“Heroes” - Single Version"]
)
def test_recordings_of_one_work_differ_in_canonical_key_and_share_the_work_key(title: str) -> None:
    assert canonical_key("David Bowie", title) != canonical_key("David Bowie", "Heroes")
    assert work_key("David Bowie", title) == work_key("David Bowie", "Heroes")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sonata 1.1", "Sonata 11"),
        ("???", "!!!"),
        ("÷", "+"),
        ("ばば", "はは"),
        ("Ignition", "Remix to Ignition"),
    ],
)
def test_different_titles_keep_different_keys(one: str, other: str) -> None:
    assert work_key("X", one) != work_key("X", other)


def test_a_name_of_signs_keeps_a_key_of_its_own() -> None:
    assert title_key("???") == "???"
    assert artist_key("!!!") == "!!!"
    assert title_key(" \0 ") == ""


def test_the_band_the_the_keeps_its_name() -> None:
    assert artist_key("The The") == "the"
    assert artist_key("The") == "the"


@given(st.text(min_size=1), st.text(min_size=1))
def test_case_never_matters(artist: str, title: str) -> None:
    assert canonical_key(artist.casefold(), title.casefold()) == canonical_key(artist, title)


@given(st.text(), st.text())
def test_keys_hold_no_control_character_but_the_separator(artist: str, title: str) -> None:
    key = work_key(artist, title)
    assert key.count("\x1f") == 1
    assert all(ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF for char in key.replace("\x1f", ""))


def test_recordings_of_one_work_by_one_artist_get_one_number() -> None:
    songs = songs_of(
        ("Queen", "Bohemian Rhapsody"),
        ("Queen", "Bohemian Rhapsody - Remastered 2011"),
        ("Queen", "We Will Rock You"),
        ("QUEEN", "bohemian rhapsody (live)"),
        ("Panic! At the Disco", "Bohemian Rhapsody"),
    )
    assert work_rows(songs).tolist() == [0, 0, 1, 0, 2]
    assert artist_rows(songs).tolist() == [0, 0, 0, 0, 1]


def test_a_title_that_says_whose_song_it_is_makes_it_a_recording_of_theirs() -> None:
    songs = songs_of(
        ("ABBA", "Waterloo"),
        ("Karaoke Stars", "Waterloo (In the Style of ABBA) [Karaoke Version]"),
        ("Various Artists", "Waterloo [Originally Performed by Abba]"),
        ("Sing Along", "Waterloo (Made Famous by ABBA)"),
        ("Karaoke Stars", "Waterloo"),
    )
    assert work_rows(songs).tolist() == [0, 0, 0, 0, 1]
    assert artist_rows(songs).tolist()[:2] == [0, 1]


def test_songs_of_nobody_known_are_never_taken_together() -> None:
    songs = songs_of(("", "Intro"), ("Various Artists", "Intro"), ("", "Intro"), ("Unknown Artist", "Intro"))
    assert work_rows(songs).tolist() == [0, 1, 2, 3]
    assert artist_rows(songs).tolist() == [0, 1, 2, 3]


def test_guests_do_not_make_another_artist() -> None:
    songs = songs_of(("Rihanna", "Umbrella"), ("Rihanna ft. Drake", "Work"), ("Little Feat", "Willin'"))
    assert artist_rows(songs).tolist() == [0, 0, 1]


def test_no_songs_have_no_numbers() -> None:
    assert work_rows(songs_of()).shape == (0,)
    assert work_rows(songs_of()).dtype == "int32"


def test_nobody_is_a_stand_in_or_nothing() -> None:
    assert is_nobody(artist_key("Various Artists"))
    assert is_nobody(artist_key(" "))
    assert not is_nobody(artist_key("The Unknown Mortal Orchestra"))
