"""Logs that write dates as 03/04/2024."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.base.errors import DataError
from segue.listening.limits import Limits
from segue.listening.log import ListeningLog, read_log
from tests.listening.logs import moment, write


def read(folder: Path, *dates: str, block_bytes: int = 1 << 20) -> ListeningLog:
    rows = "".join(f"u{row % 2},s{row % 3},{day}\n" for row, day in enumerate(dates))
    path = write(folder, "log.csv", "user,song,date\n" + rows)
    return read_log(path, limits=Limits(block_bytes=block_bytes))


def times(log: ListeningLog) -> list[int]:
    assert log.events.times is not None
    return [int(time) for time in log.events.times]


@pytest.mark.parametrize("block_bytes", [1, 1 << 20])
def test_one_date_proves_the_order_of_all_wherever_it_stands(tmp_path: Path, block_bytes: int) -> None:
    third, fifteenth = moment(2024, 4, 3), moment(2024, 3, 15)
    day_first = read(tmp_path, "03/04/2024", "03/04/2024 00:00", "15/03/2024", block_bytes=block_bytes)
    assert times(day_first) == [third, third, fifteenth]
    month_first = read(tmp_path, "04.03.2024", "4.3.2024", "3.15.2024", block_bytes=block_bytes)
    assert times(month_first) == [third, third, fifteenth]


def test_parquet_text_proves_the_order_too(tmp_path: Path) -> None:
    table = pa.table({"user": ["a", "b"], "song": ["x", "y"], "date": ["01/02/2024", "31/01/2024"]})
    pq.write_table(table, tmp_path / "log.parquet")
    assert times(read_log(tmp_path / "log.parquet")) == [moment(2024, 2, 1), moment(2024, 1, 31)]


def test_dates_that_prove_no_order_are_refused_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "odd", "03/04/2024", "05/06/2024")
    assert str(caught.value) == (
        "log.csv has dates such as 03/04/2024, and none of them shows whether day or month comes first; "
        "write them as 2024-03-31, 2024-03-31T23:36:00Z, 31 Mar 2024 23:36 or seconds since 1970."
    )


def test_dates_that_prove_both_orders_are_refused_with_examples(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"the day first \(15/03/2024\) and with the month first \(03/15/2024\)"
    ):
        read(tmp_path, "03/04/2024", "15/03/2024", "03/15/2024")


def test_a_log_of_other_dates_raises_no_question(tmp_path: Path) -> None:
    log = read(tmp_path, *["2024-03-15"] * 9, "03/04/2024")
    assert log.report.dropped == {"date missing or not understood": 1}


def test_dates_possible_in_no_order_are_not_understood(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"date missing or not understood \(2\); write dates as 2024-03-31"):
        read(tmp_path, "15/15/2024", "99/99/2024")
