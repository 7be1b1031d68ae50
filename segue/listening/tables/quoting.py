"""Strict CSV: which lines are rows, so that an open quote can't swallow what follows it.

A row has as many cells as the header. A cell either begins with a quote, ends with one and doubles those
between them, or begins with something else and holds no delimiter (RFC 4180; a quote inside an unquoted cell,
as in ``12" mix``, is text). Arrow's own parser forgives text after a closing quote and reads on past the end
of the line after an open one, so lines are judged here first, by one linear-time expression (RE2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Bool, Int64
from segue.listening.reasons import Reason
from segue.listening.tables.lines import joined, line_offsets, lines_of
from segue.listening.values.coded import flags

LONGEST_RECORD_LINES = 20
"""A quoted cell may span this many lines; the line breaks in it become blanks."""

_END = r"\r?\n\z"
_BLANK = rf"\A *{_END}"


@dataclass(frozen=True)
class SortedLines:
    """What a block of lines holds.

    Attributes:
        data: well-formed rows, one a line.
        rest: lines from the end of the block whose record may go on in the next one.
        unusable: the other lines, by reason; blank lines are no rows and not counted.
    """

    data: bytes
    rest: bytes
    unusable: Mapping[Reason, int]


class RowShape:
    """The shape of a table's rows: its delimiter (one character) and how many cells they have (1 … 1000)."""

    def __init__(self, delimiter: str, n_cells: int) -> None:
        between = re.escape(delimiter)
        cell = rf'(?:"(?:[^"\r\n]|"")*"|[^"{between}\r\n][^{between}\r\n]*|)'
        self._row = rf"\A{cell}(?:{between}{cell}){{{n_cells - 1}}}{_END}"
        self._any_cells = rf"\A{cell}(?:{between}{cell})*{_END}"
        self._open = rf'\A(?:{cell}{between})*"(?:[^"\r\n]|"")*{_END}'

    def sort(self, data: bytes, *, last: bool) -> SortedLines:
        """Sort the lines of a block; ``last`` says that no further block follows."""
        lines = lines_of(data)
        good = _matches(lines, self._row)
        if good.all():
            return SortedLines(data, b"", {})
        bad = ~good & ~_matches(lines, _BLANK)
        openings = np.flatnonzero(bad)[_matches(lines.filter(pa.array(bad)), self._open)]
        closings = _next_quote(lines, openings)
        within = len(lines)
        if not last and len(openings) and closings[-1] < 0 and within - openings[-1] < LONGEST_RECORD_LINES:
            within = int(openings[-1])
        lines, good = self._mend(lines, good, bad, openings, closings)
        bad[within:] = False
        return SortedLines(
            joined(lines.slice(0, within).filter(pa.array(good[:within]))),
            joined(lines.slice(within)),
            self._reasons(lines.filter(pa.array(bad & ~good))),
        )

    def _mend(
        self, lines: pa.BinaryArray, good: Bool, bad: Bool, openings: Int64, closings: Int64
    ) -> tuple[pa.BinaryArray, Bool]:
        """Make one line of records that span several; ``bad`` loses their further lines.

        A line that is a row by itself is never taken into another.
        """
        rows_before = np.concatenate([[0], np.cumsum(good)])
        fits = (closings > openings) & (closings - openings < LONGEST_RECORD_LINES)
        fits[fits] &= rows_before[closings[fits] + 1] == rows_before[openings[fits]]
        spans = list(zip(openings[fits].tolist(), closings[fits].tolist(), strict=True))
        offsets = line_offsets(lines)
        data = lines.buffers()[2].to_pybytes() if spans else b""
        records = [_unbroken(data[offsets[first] : offsets[end + 1]]) for first, end in spans]
        whole = _matches(pa.array(records, pa.binary()), self._row)
        mended, texts, taken = np.zeros(len(lines), bool), [], -1
        for (first, end), text, is_row in zip(spans, records, whole.tolist(), strict=True):
            if is_row and first > taken:
                mended[first], taken = True, end
                bad[first + 1 : end + 1] = False
                texts.append(text)
        if texts:
            lines = pc.replace_with_mask(lines, pa.array(mended), pa.array(texts, pa.binary()))
        return lines, good | mended

    def _reasons(self, lines: pa.BinaryArray) -> Mapping[Reason, int]:
        miscounted = int(_matches(lines, self._any_cells).sum())
        counts = {Reason.WRONG_CELLS: miscounted, Reason.BROKEN_QUOTES: len(lines) - miscounted}
        return {reason: count for reason, count in counts.items() if count}


def _matches(lines: pa.BinaryArray, pattern: str) -> Bool:
    return flags(pc.match_substring_regex(lines, pattern))


def _next_quote(lines: pa.BinaryArray, after: Int64) -> Int64:
    """The first line after each given one that holds a quote; −1 where none does."""
    quoted = np.flatnonzero(_matches(lines, '"'))
    places = np.searchsorted(quoted, after, side="right")
    return np.append(quoted, -1)[np.minimum(places, len(quoted))]


def _unbroken(record: bytes) -> bytes:
    return record.rstrip(b"\r\n").replace(b"\r\n", b" ").replace(b"\n", b" ") + b"\n"
