"""Files that can't be used end in one sentence, whatever is wrong with them. Never in anything else."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.base.errors import DataError
from segue.listening.formats.columns import ColumnMap
from segue.listening.limits import Limits
from segue.listening.log import read_log

GOOD = "".join(f"u{i % 5},s{i % 7},{i % 3 + 1}\n" for i in range(30))
HEADER = "user,song,count\n"
TEXT = (HEADER + GOOD).encode()


def one_sentence(error: DataError) -> str:
    """The message, after checking that it is one sentence a person can act on, without a path."""
    message = str(error)
    assert "\n" not in message
    assert "/" not in message
    assert message.endswith(".")
    assert message[0].isupper() or message.startswith("log")
    assert len(message) < 300
    assert (error.status, error.exit_code) == (400, 2)
    return message


def parquet_bytes(table: pa.Table, folder: Path, **options: object) -> bytes:
    pq.write_table(table, folder / "made", **options)
    return (folder / "made").read_bytes()


def a_table(folder: Path) -> bytes:
    return parquet_bytes(pa.table({"user": ["a", "b"] * 50, "song": ["x", "y"] * 50}), folder)


FILES: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda _: b"", "log is empty"),
    "blanks": (lambda _: b" \r\n\n  \n", "nothing but blanks"),
    "header only": (lambda _: HEADER.encode(), "has a header, but no row"),
    "no header": (lambda _: GOOD.encode(), "no column that names the listener; it has 'u0', 's0', '1'"),
    "no song column": (
        lambda _: b"user,count\na,1\n",
        "names the song; it has 'user', 'count'.*--song-column",
    ),
    "an open quote in the header": (lambda _: b'user,"song\na,b\n', "has a quote that is not closed"),
    "2 000 columns": (lambda _: b",".join([b"c"] * 2000) + b"\n", "has 2,000 columns"),
    "one user": (lambda _: HEADER.encode() + b"u,a,1\nu,b,1\n", "too few listeners"),
    "one song": (lambda _: HEADER.encode() + b"u,a,1\nv,a,1\n", "too few songs"),
    "mostly bad": (lambda _: TEXT + b"u1,s1,nan\n" * 9, r"9 unusable rows of 39.*plain decimal number \(9\)"),
    "all bad": (lambda _: HEADER.encode() + b"u1,s1\n" * 9, "9 unusable rows of 9.*number of cells"),
    "quotes everywhere": (lambda _: HEADER.encode() + b'u,"s\n' * 1000, "1,000 unusable rows of 1,000"),
    "random bytes": (lambda _: Random(1).randbytes(9000), "neither text nor Parquet|not UTF-8"),
    "NULs": (lambda _: bytes(9000), "neither text nor Parquet"),
    "Latin-1": (
        lambda _: HEADER.encode() + "u1,café,1\nu2,Björk,1\n".encode("latin-1"),
        r"most often: song not in UTF-8 \(2\); save the file as UTF-8, for example by iconv -f latin1",
    ),
    "a header in Latin-1": (
        lambda _: "Hörer,Lied\na,b\n".encode("latin-1"),
        "first line of log is not UTF-8 text; save the file as UTF-8, for example by iconv -f latin1",
    ),
    "odd dates": (
        lambda _: b"user,song,date\na,x,3 PM\nb,y,4 PM\n",
        r"date missing or not understood \(2\); write dates as 2024-03-31, ",
    ),
    "a Last.fm export without its header": (
        lambda _: b"Air,Moon Safari,Kelly,31 Jan 2021 23:36\nAir,,Sexy Boy,31 Jan 2021 23:40\n",
        "looks like a row: add a first line of names.*a log of one listener can't be learned from",
    ),
    "UTF-16": (lambda _: TEXT.decode().encode("utf-16"), "is UTF-16 text"),
    "UTF-16 unmarked": (lambda _: TEXT.decode().encode("utf-16-le"), "neither text nor Parquet"),
    "a zip archive": (lambda _: b"PK\x03\x04" + TEXT, "zip archive.*unpack it"),
    "an xz file": (lambda _: b"\xfd7zXZ\x00" + TEXT, "packed with xz"),
    "a tar archive": (lambda _: b"x" * 257 + b"ustar\x0000" + TEXT, "tar archive"),
    "a NumPy array": (lambda _: b"\x93NUMPY\x01\x00" + TEXT, "NumPy array"),
    "a database": (lambda _: b"SQLite format 3\x00" + TEXT, "SQLite database"),
    "gzip cut short": (lambda _: gzip.compress(TEXT * 99)[:-30], "damaged or cut short.*gzip"),
    "gzip with rubbish behind": (lambda _: gzip.compress(TEXT) + b"rubbish", "damaged or cut short.*gzip"),
    "gzip of gzip": (lambda _: gzip.compress(gzip.compress(TEXT)), "packed more than once"),
    "gzip of a zip archive": (lambda _: gzip.compress(b"PK\x03\x04" + TEXT), "zip archive"),
    "zstd cut short": (
        lambda _: pa.compress(TEXT, codec="zstd", asbytes=True)[:-9],
        "damaged or cut short.*zstd",
    ),
    "a gzip bomb": (lambda _: gzip.compress(TEXT + b"u1,s1,1\n" * 4_000_000), "more than 200 times its size"),
    "Parquet cut short": (lambda folder: a_table(folder)[:-20], "damaged or cut short.*Parquet"),
    "four bytes of Parquet": (lambda _: b"PAR1", "damaged or cut short.*Parquet"),
    "Parquet with a broken footer": (
        lambda folder: a_table(folder)[:-8] + b"\xff\xff\xff\x7fPAR1",
        "damaged or cut short.*Parquet",
    ),
    "Parquet in gzip": (lambda folder: gzip.compress(a_table(folder)), "packed more than once"),
    "Parquet without rows": (
        lambda folder: parquet_bytes(
            pa.table({"user": pa.array([], "string"), "song": pa.array([], "string")}), folder
        ),
        "has a header, but no row",
    ),
    "Parquet of lists": (
        lambda folder: parquet_bytes(pa.table({"user": [["a"], ["b"]], "song": ["x", "y"]}), folder),
        "column of the listener holds list.*text or whole numbers",
    ),
    "Parquet of dates for ids": (
        lambda folder: parquet_bytes(
            pa.table({"user": ["a", "b"], "song": pa.array([1, 2], pa.timestamp("s"))}), folder
        ),
        "column of the song holds timestamp",
    ),
    "one JSON array": (lambda _: b'[{"user_name": "a"}]', "one JSON array"),
    "JSON that is no listens": (lambda _: b'{"a": 1}\n{"b": 2}\n', "not a listen as one JSON object"),
    "JSON nested without end": (lambda _: b'{"a":' + b"[" * 200_000, "not a listen as one JSON object"),
}


@pytest.mark.parametrize(("make", "sentence"), FILES.values(), ids=FILES.keys())
def test_an_unusable_file_ends_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], bytes], sentence: str
) -> None:
    path = tmp_path / "log"
    path.write_bytes(make(tmp_path))
    with pytest.raises(DataError) as caught:
        read_log(path)
    assert re.search(sentence, one_sentence(caught.value))


def test_what_is_no_file_ends_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_log(tmp_path / "wrong\nfolder" / "log.csv")
    assert str(caught.value) == rf"There is no file {tmp_path}/wrong\u000afolder/log.csv; check the path."
    with pytest.raises(DataError, match="is a folder"):
        read_log(tmp_path)
    with pytest.raises(DataError, match="can't be opened: not a possible path"):
        read_log(tmp_path / "a\x00b")
    with pytest.raises(DataError, match="is not a regular file"):
        read_log(Path("/dev/null"))


def test_a_missing_mapped_column_is_named_with_its_option(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(TEXT)
    with pytest.raises(
        DataError, match=r"no column 'plays\\u001b', which --count-column names; it has 'user'"
    ):
        read_log(tmp_path / "log.csv", columns=ColumnMap(count="plays\x1b"))


def test_one_long_value_in_every_row_does_not_ask_for_gigabytes(tmp_path: Path) -> None:
    rows = 100_000
    song = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"user": ["a", "b"] * (rows // 2), "song": song}), tmp_path / "log.parquet")
    with pytest.raises(DataError, match="song longer than 512 characters"):
        read_log(tmp_path / "log.parquet")


def test_a_parquet_file_past_the_limits_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.parquet").write_bytes(a_table(tmp_path))
    with pytest.raises(DataError, match="has 100 rows; at most 99"):
        read_log(tmp_path / "log.parquet", limits=Limits(rows=99))
    with pytest.raises(DataError, match="says it unpacks to"):
        read_log(tmp_path / "log.parquet", limits=Limits(unpacked_bytes=9))


def test_text_past_the_limits_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(TEXT)
    with pytest.raises(DataError, match="more than 29 rows"):
        read_log(tmp_path / "log.csv", limits=Limits(rows=29))
    (tmp_path / "log.gz").write_bytes(gzip.compress(TEXT))
    with pytest.raises(DataError, match="unpacks to more than 100 bytes"):
        read_log(tmp_path / "log.gz", limits=Limits(unpacked_bytes=100))


def damaged(data: bytes, random: Random) -> bytes:
    mutable = bytearray(data)
    for _ in range(random.choice([1, 2, 5, 30])):
        place = random.randrange(len(mutable))
        if random.random() < 0.6:
            mutable[place] = random.choice([0, 10, 13, 34, 44, 255, random.randrange(256)])
        elif random.random() < 0.5:
            del mutable[place : place + random.randrange(1, 20)]
        else:
            mutable[place:place] = random.choice([b'"', b"\n", b"\r", b"\0", b"{", b"\xff", b",", b'""'])
    return bytes(mutable)


@pytest.mark.parametrize("kind", ["csv", "parquet", "parquet, packed", "json"])
def test_damage_at_random_is_a_log_or_one_sentence(tmp_path: Path, kind: str) -> None:
    n = 200
    columns = {
        "user": [f"u{i % 9}" for i in range(n)],
        "song": list(range(n)),
        "timestamp": [i * 99 for i in range(n)],
    }
    track = {"artist_name": "Air", "track_name": "Kelly", "additional_info": {"recording_mbid": "m"}}
    listens = [{"user_name": f"u{i % 9}", "listened_at": i, "track_metadata": track} for i in range(n)]
    whole = {
        "csv": (HEADER + GOOD + 'u1,"a ""b""",1\n' * 9).encode(),
        "parquet": parquet_bytes(pa.table(columns), tmp_path, compression="none"),
        "parquet, packed": parquet_bytes(pa.table(columns), tmp_path, compression="zstd"),
        "json": "\n".join(map(json.dumps, listens)).encode(),
    }[kind]
    random = Random(kind)
    for _ in range(150):
        (tmp_path / "log").write_bytes(damaged(whole, random))
        try:
            log = read_log(tmp_path / "log")
        except DataError as error:
            one_sentence(error)
        else:
            assert len(log.events) == log.report.rows_kept > 0
            assert log.events.song_rows.max() < len(log.songs)
