"""A separate file of titles."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.base.errors import DataError
from segue.listening.formats.columns import ColumnMap
from segue.listening.log import ListeningLog, read_log


def read(folder: Path, titles: str, columns: ColumnMap | None = None) -> ListeningLog:
    (folder / "log.csv").write_text("user,song_id,title\nann,1,one\nben,2,two\nann,3,three\n")
    (folder / "titles.csv").write_text(titles)
    return read_log(folder / "log.csv", songs_path=folder / "titles.csv", columns=columns or ColumnMap())


def test_what_the_titles_say_wins_and_what_they_lack_stays(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        "song_id,title,artist,year,length\n2,Deux,Air,1998-01-01,61\n9,Neuf,Air,1998,5\n1,,Kraftwerk,,\n",
    )
    assert list(log.songs.title) == ["one", "Deux", "three"]
    assert list(log.songs.artist) == ["Kraftwerk", "Air", ""]
    assert (log.songs.year.tolist(), log.songs.duration_seconds.tolist()) == ([0, 1998, 0], [0, 61, 0])
    assert log.report.notes == ("2 of 3 songs stand in titles.csv.",)
    assert [(source.name, source.rows) for source in log.sources] == [("log.csv", 3), ("titles.csv", 3)]


def test_in_a_table_of_artists_the_name_is_the_title(tmp_path: Path) -> None:
    log = read(tmp_path, "artist_id,artist_name\n1,Air\n2,Björk\n")
    assert list(log.songs.title) == ["Air", "Björk", "three"]


def test_an_artist_or_album_without_a_name_goes_by_its_id(tmp_path: Path) -> None:
    log = read(tmp_path, "song_id,artist_id,album_id\n1,77,5\n2,77,6\n")
    assert list(log.songs.artist) == ["77", "77", ""]
    assert list(log.songs.album) == ["5", "6", ""]


def test_a_name_goes_before_an_id(tmp_path: Path) -> None:
    assert read(tmp_path, "song_id,artist_id,artist\n1,77,Air\n").songs.artist[0] == "Air"


def test_the_first_row_that_knows_wins(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name\n1,\n1,first\n1,second\n").songs.title[0] == "first"


def test_columns_named_for_the_log_count_where_they_exist(tmp_path: Path) -> None:
    log = read(tmp_path, "song_id,title,label\n1,no,yes\n", ColumnMap(user="user", title="title"))
    assert log.songs.title[0] == "no"


def test_ids_join_whatever_their_type(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("user,song_id\nann,1\nben,2\n")
    pq.write_table(pa.table({"id": [2, 1], "name": ["two", "one"]}), tmp_path / "titles.parquet")
    log = read_log(tmp_path / "log.csv", songs_path=tmp_path / "titles.parquet")
    assert list(log.songs.title) == ["one", "two"]


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        ("label,price\nx,1\n", r"titles.csv has no column that names the song.*--song-column"),
        ("song_id,price\n1,1\n", "titles.csv says nothing about songs beside their ids"),
        ("", "titles.csv is empty"),
    ],
)
def test_titles_that_can_not_be_joined_are_refused(tmp_path: Path, titles: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read(tmp_path, titles)


def test_titles_say_what_is_explicit_and_in_which_language(tmp_path: Path) -> None:
    log = read(tmp_path, "song_id,explicit,language\n1,true,EN\n2,false,??\x01\n3,,\n")
    assert log.songs.explicit.tolist() == [1, 0, -1]
    assert list(log.songs.language) == ["en", "", ""]
    assert log.report.notes[-1].startswith("Cells of 'language' not understood: 1;")
