"""Finding columns by name."""

import pytest

from segue.base.errors import DataError
from segue.listening.formats.columns import ColumnMap, Header, Layout, plain
from segue.listening.formats.format import LogFormat
from segue.listening.formats.generic import Csv
from segue.listening.formats.lastfm import LastFm
from segue.listening.formats.playlist import Playlist


def layout(*names: str, **columns: str) -> Layout:
    return Csv().layout(Header("log.csv", names), ColumnMap(**columns))


def named(*names: str, **columns: str) -> dict[str, str]:
    return layout(*names, **columns).named(names)


@pytest.mark.parametrize("name", ["track_name", "TrackName", "Track Name", " track-name ", "TRACK.NAME"])
def test_spelling_of_names_does_not_matter(name: str) -> None:
    assert plain(name) == "trackname"


@pytest.mark.parametrize(
    ("names", "user", "song"),
    [
        (("userID", "artistID", "weight"), "userID", "artistID"),
        (("user_id", "item_id", "rating", "timestamp"), "user_id", "item_id"),
        (("listener", "trackId"), "listener", "trackId"),
        (("username", "song"), "username", "song"),
        (
            ("listener_id", "tune_id", "plays", "played_at", "tune_name", "artist_name"),
            "listener_id",
            "tune_id",
        ),
        (("who", "what", "n", "when", "nm", "band", "style"), "who", "what"),
        (("index", "user", "artist", "plays"), "user", "artist"),
        (("user_id", "user_name", "artist_id", "artist", "artist_mbid", "plays"), "user_id", "artist_id"),
        (("playlist_id", "playlist_name", "track_id", "track_name"), "playlist_id", "track_id"),
        (
            ("user-mboxsha1", "musicbrainz-artist-id", "artist-name", "plays"),
            "user-mboxsha1",
            "musicbrainz-artist-id",
        ),
    ],
)
def test_listener_and_song_go_by_many_names(names: tuple[str, ...], user: str, song: str) -> None:
    found = named(*names)
    assert (found["user"], found["song"]) == (user, song)


def test_an_id_comes_before_names_and_names_come_before_an_artist_id() -> None:
    assert named("user", "track_id", "artist", "title")["song"] == "track_id"
    assert "song" not in named("user", "artist_id", "artist", "title")


@pytest.mark.parametrize("title", ["recording", "tune", "tune_name", "Recording Name"])
def test_a_title_goes_by_many_names(title: str) -> None:
    found = named("user", title, "artist")
    assert found["title"] == title
    assert "song" not in found


def test_plays_and_moments_go_by_short_names() -> None:
    found = named("who", "what", "n", "when")
    assert (found["count"], found["time"]) == ("n", "when")


@pytest.mark.parametrize("artist", ["artist_name", "artistID"])
def test_artists_are_not_taken_for_songs_where_another_column_may_name_them(artist: str) -> None:
    names = ("user", "lied_id", "plays", "lied", artist, "genre")
    with pytest.raises(DataError) as caught:
        layout(*names)
    assert str(caught.value) == (
        "log.csv names artists, but no song unless one of 'lied_id', 'lied' does: say which one it is "
        f"with --song-column, or --song-column '{artist}' to take the artists for songs."
    )
    assert layout(*names, song="lied_id").song == 1
    assert layout(*names, song=artist).song == 4


def test_a_column_named_by_option_is_no_candidate_for_the_song() -> None:
    assert named("user", "Kapelle", "wie oft", artist="Kapelle", count="wie oft")["song"] == "Kapelle"


def test_columns_not_in_use_are_known_by_name() -> None:
    names = ("", "user", "song", "band", "nm", "nm")
    assert layout(*names).unused(names) == ["nm", "nm"]


def test_a_plain_song_column_beside_an_artist_is_an_id() -> None:
    assert named("user", "song", "artist")["song"] == "song"


def test_popularity_is_no_count() -> None:
    assert "count" not in named("user", "song", "popularity", "track_popularity")


def test_a_time_of_day_belongs_to_a_plain_date_only() -> None:
    assert named("user", "song", "Date", "Time")["clock"] == "Time"
    assert "clock" not in named("user", "song", "timestamp", "time")
    assert named("user", "song", "time") == {"user": "user", "song": "song", "time": "time"}


def test_milliseconds_are_told_by_name() -> None:
    assert layout("user", "song", "duration_ms").facts.duration_is_milliseconds
    assert not layout("user", "song", "duration").facts.duration_is_milliseconds


def test_of_equal_names_the_first_is_found() -> None:
    assert layout("user", "song", "song").song == 1


def test_an_exact_name_comes_before_a_similar_one() -> None:
    assert layout("USER", "user", "song", user="user").user == 1


def test_a_missing_column_is_asked_for_with_what_was_found() -> None:
    with pytest.raises(DataError) as caught:
        layout("a", "", "c\x1b")
    assert str(caught.value) == (
        r"log.csv has no column that names the listener; it has 'a', '', 'c\u001b': "
        "say which one it is with --user-column."
    )


@pytest.mark.parametrize("cells", [("Air", "Kelly", "31 Jan 2021 23:36"), ("u1", "s1", "3")])
def test_a_table_without_a_header_is_told_what_a_first_line_looks_like(cells: tuple[str, ...]) -> None:
    with pytest.raises(
        DataError, match=r"which looks like a row: add a first line .* of one listener can't be learned"
    ):
        layout(*cells)


def test_a_header_of_known_names_and_a_number_is_no_row() -> None:
    with pytest.raises(DataError, match="say which one it is with --user-column"):
        layout("artist", "2021")


def test_a_long_header_is_listed_in_part() -> None:
    with pytest.raises(DataError, match=r"'c11' and 88 more"):
        layout(*(f"c{number}" for number in range(100)))


def test_lastfm_asks_for_its_own_columns() -> None:
    with pytest.raises(DataError, match=r"names the artist.*--artist-column"):
        LastFm().layout(Header("log.csv", ("user", "track")), ColumnMap())
    assert LastFm().layout(Header("log.csv", ("user", "artist", "song")), ColumnMap()).facts.title == 2


def test_a_playlist_format_takes_no_listener_for_a_playlist() -> None:
    with pytest.raises(DataError, match="names the listener"):
        Playlist().layout(Header("log.csv", ("user", "song")), ColumnMap())


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Username", "Artist", "Track"), LogFormat.LASTFM),
        (("user", "artist", "track", "track_id"), LogFormat.CSV),
        (("pid", "track_id"), LogFormat.PLAYLIST),
        (("user", "pid", "track_id"), LogFormat.CSV),
    ],
)
def test_the_header_tells_the_format(names: tuple[str, ...], expected: LogFormat) -> None:
    header = Header("log.csv", names)
    assert next(known.name for known in (LastFm(), Playlist(), Csv()) if known.recognises(header)) is expected
