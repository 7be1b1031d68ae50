"""A column as its distinct values and, per row, which of them it holds."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from segue.base.arrays import Bool, Rows


@dataclass(frozen=True, eq=False)
class Coded:
    """A column in which every value is looked at once, however often it stands there.

    Attributes:
        codes: int32 (n,), the place of each row's value in ``values``; the last place where the row is null.
        values: distinct values (k + 1 of them); the last one is null.
    """

    codes: Rows
    values: pa.Array

    @classmethod
    def of(cls, column: pa.Array) -> "Coded":
        """Encode a column of any type; lists, structs and maps hold no value of use and read as null."""
        if pa.types.is_null(column.type) or pa.types.is_nested(column.type):
            column = pa.nulls(len(column), pa.string())
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        values = column.dictionary
        codes = column.indices.cast(pa.int32()).fill_null(len(values)).to_numpy(zero_copy_only=False)
        return cls(codes.astype(np.int32, copy=False), pa.concat_arrays([values, pa.nulls(1, values.type)]))


def flags(column: pa.BooleanArray) -> Bool:
    """An Arrow column of truth values, none of them null, as bool (n,)."""
    return np.asarray(column.to_numpy(zero_copy_only=False), bool)


def is_textual(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are text, or bytes that may be text."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )
