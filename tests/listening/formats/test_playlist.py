"""Playlists as listeners."""

from pathlib import Path

from segue.listening.formats.format import LogFormat
from segue.listening.log import read_log
from tests.listening.logs import song_ids, write


def test_a_playlist_is_a_listener(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "pid,track_uri\n0,a\n0,b\n1,a\n"))
    assert (log.report.format, list(log.users.ids), song_ids(log)) == ("playlist", ["0", "1"], ["a", "b"])


def test_by_name_playlists_are_taken_where_listeners_are_named_too(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "user,playlist_id,track_id\nann,p,a\nann,q,b\n")
    assert list(read_log(path, format=LogFormat.PLAYLIST).users.ids) == ["p", "q"]
