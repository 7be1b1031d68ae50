"""Which lines are rows."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.reasons import Reason
from segue.listening.tables.quoting import LONGEST_RECORD_LINES, RowShape


def sort(data: str, n_cells: int = 2, *, last: bool = True) -> tuple[str, str, dict[str, int]]:
    rows = RowShape(",", n_cells).sort(data.encode(), last=last)
    return rows.data.decode(), rows.rest.decode(), {str(reason): n for reason, n in rows.unusable.items()}


@given(
    st.lists(st.tuples(*[st.text('a",;\t é', max_size=6)] * 3), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
)
def test_whatever_a_csv_writer_writes_is_well_formed(rows: list[tuple[str, ...]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    data = written.getvalue().encode()
    assert RowShape(delimiter, 3).sort(data, last=True).data == data


def test_lines_are_sorted_into_rows_and_reasons() -> None:
    data, rest, unusable = sort('a,b\n"a"x,b\na\n\n"a,",b\n')
    assert (data, rest) == ('a,b\n"a,",b\n', "")
    assert unusable == {Reason.BROKEN_QUOTES: 1, Reason.WRONG_CELLS: 1}


def test_a_record_over_several_lines_becomes_one_line_in_its_place() -> None:
    assert sort('a,b\nc,"d\ne\nf"\ng,h\n') == ('a,b\nc,"d e f"\ng,h\n', "", {})


def test_an_open_quote_never_takes_a_row_with_it() -> None:
    data, _, unusable = sort('a,"b\nc,d\ne,"f"\n')
    assert (data, unusable) == ('c,d\ne,"f"\n', {Reason.BROKEN_QUOTES: 1})


def test_a_record_of_too_many_lines_is_given_up() -> None:
    lines = "x\n" * LONGEST_RECORD_LINES
    data, _, unusable = sort(f'a,"b\n{lines}c"\nd,e\n')
    assert data == "d,e\n"
    assert unusable == {Reason.BROKEN_QUOTES: 1, Reason.WRONG_CELLS: LONGEST_RECORD_LINES + 1}


def test_a_record_that_may_go_on_in_the_next_block_waits_for_it() -> None:
    assert sort('a,b\nc,"d\ne\n', last=False) == ("a,b\n", 'c,"d\ne\n', {})
    assert sort('a,b\nc,"d\ne\n', last=True)[2] == {Reason.BROKEN_QUOTES: 1, Reason.WRONG_CELLS: 1}


@pytest.mark.parametrize("delimiter", [",", "|", "\t"])
def test_the_delimiter_is_no_pattern(delimiter: str) -> None:
    data = f"a{delimiter}b\n".encode()
    assert RowShape(delimiter, 2).sort(data, last=True).data == data
