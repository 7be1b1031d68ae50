"""Plain tables."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.listening.formats.columns import ColumnMap
from segue.listening.log import read_log
from tests.listening.logs import song_ids, write


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_plain_table_keeps_its_ids_and_counts(tmp_path: Path, delimiter: str) -> None:
    text = "user,song,playcount\nann,s1,3\nben,s2,1.5\nann,s1,2\n".replace(",", delimiter)
    log = read_log(write(tmp_path, "log.csv", text))
    assert (log.report.format, song_ids(log)) == ("csv", ["s1", "s2"])
    assert log.events.weights.tolist() == [3, 1.5, 2]
    assert log.events.times is None
    pairs = log.events.combine()
    assert (pairs.song_rows.tolist(), pairs.weights.tolist()) == ([0, 1], [5, 1.5])


def test_a_song_named_by_its_title_alone_is_its_own_id(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "user,track\nann,Yesterday\nben,Help!\n"))
    assert song_ids(log) == ["Yesterday", "Help!"]


def test_a_name_may_be_a_word_for_a_missing_id(tmp_path: Path) -> None:
    titles = read_log(write(tmp_path, "titles.csv", "user,track\nann,None\nben,Null\n"))
    assert song_ids(titles) == ["None", "Null"]
    artists = read_log(write(tmp_path, "artists.csv", "user,artist\nann,NaN\nben,Air\n"))
    assert song_ids(artists) == ["NaN", "Air"]
    both = read_log(write(tmp_path, "both.csv", "user,artist,track\nann,NaN,None\nben,Air,Kelly\n"))
    assert song_ids(both) == ["NaN - None", "Air - Kelly"]


def test_a_log_of_artists_takes_them_for_songs_and_says_so(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "user,artist,plays\nann,Air,3\nben,Björk,2\n"))
    assert (song_ids(log), list(log.songs.title)) == (["Air", "Björk"], ["Air", "Björk"])
    assert log.report.notes == ("No column names a song: the artists are taken for songs.",)


def test_columns_that_are_not_used_are_named_in_part(tmp_path: Path) -> None:
    names = ",".join(f"x{number}" for number in range(11))
    text = f"user,song,{names}\nann,a{',1' * 11}\nben,b{',1' * 11}\n"
    (note,) = read_log(write(tmp_path, "log.csv", text)).report.notes
    assert note.startswith("Columns not used: 'x0', 'x1', ")
    assert note.endswith(", 'x9' and 1 more.")


@pytest.mark.parametrize("name", ["rating", "User Rating", "stars", "my_score"])
def test_a_log_of_ratings_says_what_becomes_of_them(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, "log.csv", f"user,song,{name}\nann,a,5\nben,b,1\n")
    log = read_log(path, columns=ColumnMap(count=name))
    assert log.report.notes == ("Ratings are kept, but the trainers use only which songs stand in the log.",)
    assert log.events.weights.tolist() == [5, 1]


def test_columns_named_by_option_win(tmp_path: Path) -> None:
    text = "user,song,count,Hörer,Lied,wie oft\nx,y,1,ann,a,7\nx,y,1,ben,b,8\n"
    columns = ColumnMap(user="Hörer", song="lied", count="wie oft")
    log = read_log(write(tmp_path, "log.csv", text), columns=columns)
    assert list(log.users.ids) == ["ann", "ben"]
    assert (song_ids(log), log.events.weights.tolist()) == (["a", "b"], [7, 8])
    assert log.report.columns == {"user": "Hörer", "song": "Lied", "count": "wie oft"}


def test_parquet_ids_of_any_whole_number_type_read_as_digits(tmp_path: Path) -> None:
    table = pa.table(
        {
            "userId": pa.array([7, 8, 7], pa.int32()),
            "item_id": pa.array([1.0, 2.0, 1.0]),
            "rating": pa.array([5, 4, 3], pa.uint8()),
            "timestamp": pa.array([1, 2, 3], pa.timestamp("ms", "Europe/Paris")),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    log = read_log(tmp_path / "log.parquet")
    assert (log.report.format, list(log.users.ids), song_ids(log)) == ("parquet", ["7", "8"], ["1", "2"])
    assert log.events.weights.tolist() == [5, 4, 3]
    assert log.events.times is not None
    assert log.events.times.tolist() == [0, 0, 0]
