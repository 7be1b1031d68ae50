import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.hashing import hash64
from segue.catalogue.resolve import LONGEST, KeyTable, Resolver
from tests.catalogue.names import equal_popularity, songs_of

SONGS = songs_of(
    ("Beyoncé", "Halo"),
    ("Depeche Mode", "Halo"),
    ("Queen", "Bohemian Rhapsody - Remastered 2011"),
    ("A-Ha", "Take On Me"),
    ("The Smiths", "There Is a Light That Never Goes Out"),
    ("Nick Cave - The Bad Seeds", "Red Right Hand"),
    ("", "Mystery Tape"),
    ("!!!", "???"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.build(SONGS, equal_popularity(SONGS))


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("Beyoncé - Halo", 0),
        ("BEYONCE - halo", 0),
        ("beyonce \u2013 Halo (feat. Nobody)", 0),
        ("Depeche Mode -Halo", 1),
        ("Queen - Bohemian Rhapsody", 2),
        ("Queen - Bohemian Rhapsody (Live at Wembley)", 2),
        ("queen - bohemian rhapsody - live - mono", 2),
        ("a-ha - take on me", 3),
        ("Smiths, The - there is a light that never goes out", 4),
        ("Nick Cave - The Bad Seeds - Red Right Hand", 5),
        ("nick cave   -   the bad seeds - red right hand", 5),
        ("Mystery Tape", 6),
        ("mystery tape (remastered)", 6),
        ("Take on Me", 3),
        ("!!! - ???", 7),
        ("???", 7),
    ],
)
def test_a_loosely_written_id_names_its_song(resolver: Resolver, written: str, row: int) -> None:
    assert resolver.row(written) == row


@pytest.mark.parametrize(
    "written", ["Halo", "Adele - Halo", "", " - ", "\0", "Queen", "Queen - ", "\ud800 - x"]
)
def test_what_names_no_one_song_names_none(resolver: Resolver, written: str) -> None:
    assert resolver.row(written) is None


def test_the_exact_id_wins_over_every_key() -> None:
    songs = songs_of(("A", "B - Live"), ("A", "B"))
    resolver = Resolver.build(songs, np.array([9, 1], np.float32))
    assert resolver.row("A - B") == 1
    assert resolver.row("A - B - Live") == 0


def test_of_songs_with_one_key_the_most_popular_is_meant_then_the_first() -> None:
    songs = songs_of(("A", "Song (2001 Remaster)"), ("A", "Song (Live)"), ("A", "Song (Demo)"))
    assert Resolver.build(songs, np.array([1, 5, 5], np.float32)).row("a - song") == 1
    assert Resolver.build(songs, equal_popularity(songs)).row("a - song") == 0


def test_a_long_text_is_an_exact_id_or_nothing() -> None:
    name = "x" * 2000
    songs = songs_of(("A", name))
    resolver = Resolver.build(songs, equal_popularity(songs))
    assert resolver.row(f"A - {name}") == 0
    assert resolver.row(f"a - {name}") is None


def test_equal_hashes_never_make_two_songs_one() -> None:
    songs = songs_of(("A", "One"), ("B", "Two"))
    collided = KeyTable(np.array([hash64("b\x1ftwo")], np.uint64), np.array([0], np.int32))
    nothing = KeyTable.of([])
    assert Resolver(songs, collided, nothing, nothing).row("b - two") is None


@pytest.mark.parametrize("text", [" - " * 341, "- " * 512, "(" * 1024, "- feat. (" * 113, "\u2014 " * 512])
def test_hostile_text_takes_no_time(resolver: Resolver, text: str) -> None:
    start = time.process_time()
    assert resolver.row(text) is None
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize("sign", ["é", "é/", "(é)", "[(é)]", "&", "가", "\ufdfa", "(mix, ", " - "])
@pytest.mark.parametrize("start", ["", " - " * 8, " - " * 8 + "(", "x - " * 8])
def test_no_text_keeps_a_server_busy(resolver: Resolver, start: str, sign: str) -> None:
    text = (start + sign * 1024)[:1023] + ")"
    for length in (1024, LONGEST):
        began = time.process_time()
        assert resolver.row(text[-length:]) is None
        assert resolver.row(text[:length]) is None
        assert time.process_time() - began < 0.03


def test_a_text_too_long_to_be_loose_is_an_exact_id() -> None:
    title = "a" * LONGEST
    long = Resolver.build(songs := songs_of(("Queen", title)), equal_popularity(songs))
    assert long.row(f"Queen - {title}") == 0
    assert long.row(f"queen - {title}") is None


@given(st.text(max_size=60))
def test_arrays_round_trip_gives_the_same_answers(text: str) -> None:
    built = Resolver.build(SONGS, equal_popularity(SONGS))
    opened = Resolver.from_arrays(built.arrays(), SONGS)
    for asked in (text, f"{text} - halo", f"beyonce - {text}", "queen - bohemian rhapsody"):
        assert opened.row(asked) == built.row(asked)


def test_rows_that_are_not_there_are_refused(resolver: Resolver) -> None:
    name = "catalogue.resolve.works.rows"
    arrays = resolver.arrays()
    with pytest.raises(ValueError, match="not there"):
        Resolver.from_arrays(arrays | {name: arrays[name] + np.int32(1)}, SONGS).check()
    with pytest.raises(ValueError, match="wrong kind"):
        Resolver.from_arrays(arrays | {name: arrays[name].astype(np.int64)}, SONGS)
