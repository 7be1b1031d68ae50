"""Reading a log: what stays the same whatever its format."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pytest

from segue.base.errors import DataError
from segue.base.source import Source
from segue.listening.formats.format import LogFormat
from segue.listening.limits import Limits
from segue.listening.log import read_log
from tests.listening.logs import LASTFM, moment, song_ids, write


@pytest.mark.parametrize("packed", ["gzip", "zstd"])
def test_packed_text_reads_like_plain_text(tmp_path: Path, packed: str) -> None:
    plain = read_log(write(tmp_path, "log.csv", LASTFM))
    data = LASTFM.encode()
    path = tmp_path / "packed"
    path.write_bytes(
        gzip.compress(data) if packed == "gzip" else pa.compress(data, codec="zstd", asbytes=True)
    )
    assert read_log(path).fingerprint == plain.fingerprint


@pytest.mark.parametrize("block_bytes", [1, 7, 40, 1 << 20])
def test_what_is_read_does_not_depend_on_blocks(tmp_path: Path, block_bytes: int) -> None:
    text = LASTFM + '4,dan,"A\nB",C,,1 Feb 2021,\n5,dan,"open,C,,1 Feb 2021,\n6,dan,"D",E,,2 Feb 2021,\n'
    path = write(tmp_path, "log.csv", text)
    whole, blockwise = read_log(path), read_log(path, limits=Limits(block_bytes=block_bytes))
    assert blockwise.fingerprint == whole.fingerprint
    assert blockwise.report == whole.report
    assert song_ids(whole)[-2:] == ["A B - C", "D - E"]


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    text = "user,song,count\nann,a,1\nben,b,2\n"
    first = read_log(write(tmp_path, "one.csv", text))
    same = read_log(write(tmp_path, "two.tsv", text.replace(",", "\t")))
    other = read_log(write(tmp_path, "three.csv", text.replace("2", "3")))
    assert first.fingerprint == same.fingerprint != other.fingerprint


def test_the_source_names_the_file_without_its_folder(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "user,song\nann,a\nben,b\n")
    (source,) = read_log(path, licence="CC0").sources
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert source == Source(name="log.csv", format="csv", licence="CC0", sha256=digest, rows=2)


def test_the_report_counts_what_was_read_and_kept(tmp_path: Path) -> None:
    text = "user,song,count\n" + "ann,a,1\nann,b,2\nann,a,3\nben,b,2\n" * 2 + ",a,1\nann,,1\n"
    report = read_log(write(tmp_path, "log.csv", text)).report
    assert (report.rows_read, report.rows_kept) == (10, 8)
    assert report.dropped == {"no listener": 1, "no song": 1}
    assert (report.users, report.songs, report.pairs, report.density) == (2, 2, 3, 0.75)
    assert json.loads(json.dumps(report.to_json()))["dropped"] == {"no listener": 1, "no song": 1}


def test_dates_in_the_future_are_judged_by_the_clock_given(tmp_path: Path) -> None:
    text = "user,song,timestamp\n" + "ann,a,2020-01-01\nben,b,2020-01-01\n" * 2 + "ann,b,2020-06-01\n"
    path = write(tmp_path, "log.csv", text)
    assert read_log(path, now=moment(2020, 5, 31)).report.rows_kept == 5
    early = read_log(path, now=moment(2020, 2, 1)).report
    assert early.dropped == {"date before 1970, after 2100 or in the future": 1}


def test_the_share_of_bad_rows_is_a_setting(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "user,song,count\nann,a,1\nben,b,1\nann,b,nan\n")
    with pytest.raises(DataError, match=r"1 unusable rows of 3, more than the 20% allowed"):
        read_log(path)
    assert read_log(path, limits=Limits(bad_share=0.34)).report.rows_kept == 2


def test_a_format_that_does_not_come_in_this_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "user,song\nann,a\nben,b\n")
    with pytest.raises(DataError, match=r"delimited text, which --format parquet does not read"):
        read_log(path, format=LogFormat.PARQUET)


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "user,song\n" + "ann,a\nben,b\n" * 100)
    progress = Recorded()
    read_log(path, progress=progress, limits=Limits(block_bytes=100))
    assert progress.total == progress.done == path.stat().st_size


class Recorded:
    """A progress that remembers."""

    total: float | None = None
    done = 0.0

    def task(self, title: str, total: float | None = None) -> Self:
        assert title == "reading log.csv"
        self.total = total
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def advance(self, amount: float = 1) -> None:
        self.done += amount

    def note(self, text: str) -> None:
        assert text


def test_lastfm_2k_reads_whole(shared_data: Path) -> None:
    log = read_log(
        shared_data / "lastfm2k_user_artists.parquet", songs_path=shared_data / "lastfm2k_artists.parquet"
    )
    report = log.report
    assert (report.rows_kept, report.users, report.songs) == (92_834, 1_892, 17_632)
    row = log.songs.ids.row("154")
    assert row is not None
    assert log.songs.title[row] == "Radiohead"
    assert [(source.name, source.rows) for source in log.sources] == [
        ("lastfm2k_user_artists.parquet", 92_834),
        ("lastfm2k_artists.parquet", 17_632),
    ]


@pytest.mark.parametrize("log_format", [None, LogFormat.PARQUET, LogFormat.PLAYLIST])
def test_spotify_songs_read_whole(shared_data: Path, log_format: LogFormat | None) -> None:
    log = read_log(shared_data / "spotify_songs.parquet", format=log_format)
    assert (log.report.rows_kept, log.report.users, log.report.songs) == (32_833, 471, 28_356)
    row = log.songs.ids.row("6f807x0ima9a1j3VPbc7VN")
    assert row is not None
    songs = log.songs
    assert songs.title[row] == "I Don't Care (with Justin Bieber) - Loud Luxury Remix"
    assert (songs.artist[row], songs.genre[row], songs.year[row]) == ("Ed Sheeran", "pop", 2019)
    assert songs.duration_seconds[row] == pytest.approx(194.754)


@pytest.mark.parametrize(
    ("name", "pairs"), [("ml100k", 100_000), ("playlists_tracks", 606_420), ("lastfm_split_train", 64_315)]
)
def test_other_real_logs_read_whole(shared_data: Path, name: str, pairs: int) -> None:
    log = read_log(shared_data / f"{name}.parquet")
    assert log.report.pairs == pairs
    assert not log.report.dropped
    assert np.unique(log.events.song_rows).size == log.report.songs


def test_languages_and_what_is_explicit_are_read_and_odd_cells_counted(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "user,song,Is_Explicit,lang\nann,a,yes,en-GB\nben,a,no,fr\nann,b,perhaps,\nben,c,0," + "x" * 99 + "\n"
    )
    log = read_log(tmp_path / "log.csv")
    assert list(log.songs.language) == ["en", "", ""]
    assert log.songs.explicit.tolist() == [1, -1, 0]
    assert log.report.notes == (
        "Cells of 'explicit' not understood: 1; these songs go without. Write true or false.",
        "Cells of 'language' not understood: 1; these songs go without. Write a code such as en, or a name.",
    )
    assert log.report.rows_kept == 4
