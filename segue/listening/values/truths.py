"""Columns as true, false or unknown."""

from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segue.listening.values.coded import Coded, flags, is_textual
from segue.listening.values.numbers import printable, read_numbers

_TRUE = ("true", "t", "yes", "y", "1", "1.0", "explicit")
_FALSE = ("false", "f", "no", "n", "0", "0.0", "clean", "cleaned", "not explicit", "notexplicit", "edited")
_BLANK = ("", "nan", "null", "none", r"\n", "n/a", "<na>", "unknown")


class Truth(IntEnum):
    """What a cell says."""

    NOT_UNDERSTOOD = -2
    UNKNOWN = -1
    FALSE = 0
    TRUE = 1


def read_truths(column: pa.Array) -> NDArray[np.int8]:
    """int8 (n,): a :class:`Truth` per row. Words count in any case; of numbers 1 and 0 alone."""
    coded = Coded.of(column)
    values = coded.values
    present = flags(values.is_valid())
    if pa.types.is_boolean(values.type):
        said = np.asarray(values.fill_null(False).to_numpy(zero_copy_only=False), np.int8)
    elif is_textual(values.type):
        said = _words(values)
    else:
        numbers = read_numbers(values)
        said = np.where(np.isin(numbers, (0, 1)), np.nan_to_num(numbers), Truth.NOT_UNDERSTOOD)
        said[np.isnan(numbers)] = Truth.UNKNOWN
    return np.where(present, said, Truth.UNKNOWN).astype(np.int8)[coded.codes]


def _words(values: pa.Array) -> NDArray[np.int8]:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(printable(values)))
    said = np.full(len(values), Truth.NOT_UNDERSTOOD, np.int8)
    for words, truth in ((_TRUE, Truth.TRUE), (_FALSE, Truth.FALSE), (_BLANK, Truth.UNKNOWN)):
        said[flags(pc.is_in(text, pa.array(words, text.type)))] = truth
    return said
