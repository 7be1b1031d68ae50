"""Last.fm-style logs."""

from pathlib import Path

import pytest

from segue.listening.log import read_log
from tests.listening.logs import LASTFM, moment, song_ids, write


def test_a_lastfm_log_is_recognised_and_named_by_artist_and_title(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "scrobbles.csv", LASTFM))
    assert log.report.format == "lastfm"
    assert list(log.users.ids) == ["ann", "ben", "cat"]
    assert song_ids(log) == ["Björk - Jóga", "Air - Sexy Boy"]
    assert list(log.songs.title) == ["Jóga", "Sexy Boy"]
    assert list(log.songs.artist) == ["Björk", "Air"]
    assert list(log.songs.album) == ["Homogenic", "Moon Safari"]


def test_date_and_time_columns_make_one_moment(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "scrobbles.csv", LASTFM))
    assert log.events.times is not None
    assert log.events.times.tolist() == [
        moment(2021, 1, 31, 23, 36),
        moment(2021, 1, 31, 23, 37),
        moment(2021, 2, 1),
        moment(2021, 2, 1, 9, 5),
    ]
    assert (log.report.first_date, log.report.last_date) == ("2021-01-31", "2021-02-01")


def test_spellings_that_differ_in_case_accents_and_blanks_are_one_song(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "scrobbles.csv", LASTFM))
    assert log.events.song_rows.tolist() == [0, 0, 0, 1]
    assert log.report.notes == ("Other spellings joined to a song of the same artist and title: 1.",)


@pytest.mark.parametrize(
    "header", ["username,artist,track", "USER_NAME,ARTIST NAME,Track Name", "userName,artistName,trackName"]
)
def test_header_spelling_does_not_matter(tmp_path: Path, header: str) -> None:
    log = read_log(write(tmp_path, "log.csv", f"{header}\nann,Air,La Femme d'Argent\nben,Air,Sexy Boy\n"))
    assert song_ids(log) == ["Air - La Femme d'Argent", "Air - Sexy Boy"]
