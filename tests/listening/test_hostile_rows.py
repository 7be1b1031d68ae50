"""Rows that can't be used: each is counted under its reason, and the rows around it are read."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.listening.log import read_log

GOOD_ROWS = 30
GOOD = "".join(f"u{i % 5},s{i % 7},{i % 3 + 1}\n" for i in range(GOOD_ROWS))
HEADER = "user,song,count\n"
BROKEN_QUOTES = "a quote that is not closed, or text after a closing quote"
WRONG_CELLS = "another number of cells than the header"
UNREADABLE_COUNT = "count or rating that is not a plain decimal number"
NOT_POSITIVE = "count or rating of zero or less"
UNREADABLE_DATE = "date missing or not understood"
ODD_DATE = "date before 1970, after 2100 or in the future"

BAD_ROWS = {
    "a cell too few": ("u1,s1\n", {WRONG_CELLS: 1}),
    "a cell too many": ("u1,s1,1,2\n", {WRONG_CELLS: 1}),
    "an open quote": ('u1,"s1,2\n', {BROKEN_QUOTES: 1}),
    "an open quote in the first cell": ('"u1,s1,2\n', {BROKEN_QUOTES: 1}),
    "open quotes line after line": ('u1,"s1,2\n' * 4, {BROKEN_QUOTES: 4}),
    "a lone quote": ('"\n', {BROKEN_QUOTES: 1}),
    "text after a closing quote": ('u1,"s1"x,2\n', {BROKEN_QUOTES: 1}),
    "quotes escaped by backslash": ('u1,"AC\\"DC",2\n', {BROKEN_QUOTES: 1}),
    "a carriage return within a line": ("u1,s\r1,2\n", {BROKEN_QUOTES: 1}),
    "no listener": (",s1,1\n", {"no listener": 1}),
    "a blank listener": (" \u00a0,s1,1\n", {"no listener": 1}),
    "no song": ('u1,"",1\n', {"no song": 1}),
    "words for no listener": (
        "NaN,s1,1\nnull,s1,1\nNone,s1,1\n\\N,s1,1\n n/a ,s1,1\n<NA>,s1,1\n",
        {"no listener": 6},
    ),
    "words for no song": ("u1,nan,1\nu1,NULL,1\nu1,none,1\nu1,\\N,1\nu1,N/A,1\n", {"no song": 5}),
    "NUL in the listener": ("u\x00,s1,1\n", {"control characters in the listener": 1}),
    "escape codes in the song": ("u1,\x1b[31mred,1\n", {"control characters in the song": 1}),
    "a line separator in the song": ("u1,a\u2028b,1\n", {"control characters in the song": 1}),
    "a listener of 513 characters": (f"{'é' * 513},s1,1\n", {"listener longer than 512 characters": 1}),
    "a song of 10 000 characters": (f"u1,{'x' * 10_000},1\n", {"song longer than 512 characters": 1}),
    "a line of 2 MB": (f"u1,{'x' * 2_000_000},1\n", {"line too long": 1}),
    "Latin-1": ("u1,caf\udce9,1\n", {"song not in UTF-8": 1}),
    "overlong UTF-8": ("u1,a\udcc0\udcafb,1\n", {"song not in UTF-8": 1}),
    "a surrogate in UTF-8": ("\udced\udca0\udc80,s1,1\n", {"listener not in UTF-8": 1}),
    "no count": ("u1,s1,\n", {UNREADABLE_COUNT: 1}),
    "count nan": ("u1,s1,nan\n", {UNREADABLE_COUNT: 1}),
    "count inf": ("u1,s1,inf\n", {UNREADABLE_COUNT: 1}),
    "count 1e400": ("u1,s1,1e400\n", {UNREADABLE_COUNT: 1}),
    "count 1e3": ("u1,s1,1e3\n", {UNREADABLE_COUNT: 1}),
    "count 1_000": ("u1,s1,1_000\n", {UNREADABLE_COUNT: 1}),
    "count 0x10": ("u1,s1,0x10\n", {UNREADABLE_COUNT: 1}),
    "count in Arabic digits": ("u1,s1,٣\n", {UNREADABLE_COUNT: 1}),
    "count with a decimal comma": ('u1,s1,"1,5"\n', {UNREADABLE_COUNT: 1}),
    "count of 400 digits": (f"u1,s1,{'9' * 400}\n", {UNREADABLE_COUNT: 1}),
    "count 0": ("u1,s1,0\n", {NOT_POSITIVE: 1}),
    "count -1": ("u1,s1,-1\n", {NOT_POSITIVE: 1}),
    "count 2000000000": ("u1,s1,2000000000\n", {"count or rating above 1,000,000,000": 1}),
    "the row fails twice, counts once": (",,nan\n", {"no listener": 1}),
}


@pytest.mark.parametrize(("rows", "dropped"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
@pytest.mark.parametrize("place", ["between", "at the end", "at the end without line feed"])
def test_a_bad_row_is_counted_and_the_rest_is_read(
    tmp_path: Path, rows: str, dropped: dict[str, int], place: str
) -> None:
    text = HEADER + GOOD + rows + (GOOD if place == "between" else "")
    text = text.removesuffix("\n") if place == "at the end without line feed" else text
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    report = read_log(path).report
    assert report.dropped == dropped
    assert report.rows_kept == GOOD_ROWS * (2 if place == "between" else 1)
    assert (report.users, report.songs) == (5, 7)


ODD_BUT_GOOD_ROWS = {
    "a quoted cell over two lines": ('u1,"two\nlines",1\n', "two lines"),
    "a quoted cell over two lines, CRLF": ('u1,"two\r\nlines",1\r\n', "two lines"),
    "a doubled quote": ('u1,"say ""hi""",1\n', 'say "hi"'),
    "a word that only begins like a missing one": ("u1,Nano,1\n", "Nano"),
    "inches": ('u1,12" mix,1\n', '12" mix'),
    "a delimiter in quotes": ('u1,"a,b",1\n', "a,b"),
    "a formula": ("u1,=1+1,1\n", "=1+1"),
    "an id of 2^31": ("u1,2147483648,1\n", "2147483648"),
    "an id of 512 characters": (f"u1,{'é' * 512},1\n", "é" * 512),
    "blanks around": ("u1,  x  , 1 \n", "x"),
    "blank lines": ("\n   \n\r\nu1,x,1\n", "x"),
    "right to left": ("u1,שלום,1\n", "שלום"),
}


@pytest.mark.parametrize(("rows", "song"), ODD_BUT_GOOD_ROWS.values(), ids=ODD_BUT_GOOD_ROWS.keys())
def test_an_odd_row_is_read(tmp_path: Path, rows: str, song: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes((HEADER + GOOD + rows + GOOD).encode())
    log = read_log(path)
    assert (log.report.rows_kept, log.report.dropped) == (2 * GOOD_ROWS + 1, {})
    assert log.songs.ids.row(song) == 7


BAD_DATES = {
    "": UNREADABLE_DATE,
    "yesterday": UNREADABLE_DATE,
    "nan": UNREADABLE_DATE,
    "2021-02-30": UNREADABLE_DATE,
    "2021-13-01": UNREADABLE_DATE,
    "2021-01-31 25:00": UNREADABLE_DATE,
    "31 Foo 2021": UNREADABLE_DATE,
    "01/02/2021": UNREADABLE_DATE,
    "1e9": UNREADABLE_DATE,
    "99999999999999999999": UNREADABLE_DATE,
    "-1": ODD_DATE,
    "1969-12-31 23:59": ODD_DATE,
    "2100-01-01": ODD_DATE,
    "9999-12-31": ODD_DATE,
    "0000-01-01": ODD_DATE,
}


@pytest.mark.parametrize(("date", "reason"), BAD_DATES.items())
def test_a_bad_date_spoils_its_row(tmp_path: Path, date: str, reason: str) -> None:
    good = "".join(f"u{i % 5},s{i % 7},2020-01-01 10:0{i % 9}\n" for i in range(GOOD_ROWS))
    path = tmp_path / "log.csv"
    path.write_text(f"user,song,timestamp\n{good}u1,s1,{date}\n")
    report = read_log(path).report
    assert (report.rows_kept, report.dropped) == (GOOD_ROWS, {reason: 1})


def test_bad_parquet_values_are_counted(tmp_path: Path) -> None:
    good = 30
    table = pa.table(
        {
            "user": pa.array([None, *["a", "b"] * (good // 2), "a", "a", "a", "a"]),
            "song": pa.array([1.0, *[1.0, 2.0] * (good // 2), np.nan, 1.5, 1.0, 1.0]),
            "count": pa.array([1.0, *[1.0, 2.0] * (good // 2), 1.0, 1.0, np.inf, -3.0]),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    report = read_log(tmp_path / "log.parquet").report
    assert report.rows_kept == good
    assert report.dropped == {"no song": 2, "no listener": 1, UNREADABLE_COUNT: 1, NOT_POSITIVE: 1}


def test_parquet_text_that_is_not_utf8_is_counted(tmp_path: Path) -> None:
    names = [b"a", b"b"] * 10 + [b"\xff\xfe"]
    raw = pa.array(names, pa.binary())
    strings = pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())
    pq.write_table(pa.table({"user": strings, "song": ["x", "y", "z"] * 7}), tmp_path / "log.parquet")
    assert read_log(tmp_path / "log.parquet").report.dropped == {"listener not in UTF-8": 1}


def test_bad_listens_are_counted(tmp_path: Path) -> None:
    track = {"artist_name": "Air", "track_name": "Kelly"}
    good = [
        json.dumps(
            {"user_name": f"u{i % 3}", "listened_at": 1, "track_metadata": track | {"track_name": f"t{i}"}}
        )
        for i in range(30)
    ]
    bad = [
        '{"user_name": "a", "listened_at":',
        '["a"]',
        '{"user_name": "\\ud800", "listened_at": 1, "track_metadata": {}}',
        json.dumps({"user_name": ["a"], "listened_at": 1, "track_metadata": track}),
        json.dumps({"user_name": "a", "listened_at": 1, "track_metadata": {"track_name": "t"}}),
        json.dumps({"user_name": "a", "listened_at": True, "track_metadata": track}),
    ]
    (tmp_path / "log").write_text("\n".join(good + bad))
    report = read_log(tmp_path / "log").report
    assert report.rows_kept == 30
    assert report.dropped == {
        "not a listen as one JSON object": 3,
        "no listener": 1,
        "no song": 1,
        UNREADABLE_DATE: 1,
    }
