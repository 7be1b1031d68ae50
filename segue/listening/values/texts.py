"""Columns as text: ids, which keep their spelling, and labels, which are shown to people."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Bool, Rows, UInt8
from segue.base.errors import DataError
from segue.listening.reasons import LONGEST_ID
from segue.listening.values.coded import Coded, flags, is_textual

_CONTROLS = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]"
_UTF8 = (
    r"\A(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    r"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    r"|\xf4[\x80-\x8f][\x80-\xbf]{2})*\z"
)
"""Well-formed UTF-8 byte sequences (The Unicode Standard, table 3-7)."""

_NULL_WORD = r"(?i)\A(?:nan|null|none|\\n|n/a|<na>)\z"
"""How pandas, databases and spreadsheets write a missing value into text."""

_BETWEEN = pa.scalar(" - ", pa.large_string())


class Fault(IntEnum):
    """What keeps a text from being an id."""

    NONE = 0
    EMPTY = 1
    CONTROLS = 2
    TOO_LONG = 3
    ENCODING = 4


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of text.

    Attributes:
        codes: int32 (n,), the place of each row's text in ``values``.
        values: ``large_string`` (k,), not necessarily distinct; empty where there is none.
        faults: uint8 (k,), a :class:`Fault` per value; what has one is not used as an id.
    """

    codes: Rows
    values: pa.LargeStringArray
    faults: UInt8

    @classmethod
    def none(cls, n_rows: int) -> "Texts":
        """A column in which every row is empty."""
        faults = np.array([Fault.EMPTY], np.uint8)
        return cls(np.zeros(n_rows, np.int32), pa.array([""], pa.large_string()), faults)

    @property
    def row_faults(self) -> UInt8:
        """uint8 (n,): the fault of each row."""
        return self.faults[self.codes]

    def where(self, mask: Bool) -> "Texts":
        """The rows at which ``mask`` (bool, (n,)) is true."""
        return Texts(self.codes[mask], self.values, self.faults)


def read_ids(column: pa.Array, what: str, *, are_names: bool = False) -> Texts:
    r"""Ids as they are written, blanks around them taken off; ``what`` names the column in messages.

    Whole numbers of any type read as their digits. Words for a missing value (``NaN``, ``null``, ``None``,
    ``\N``, ``N/A``, ``<NA>`` in any case) are empty, unless ``are_names`` says that titles or artists stand
    for ids: a song may well be called "None", which is why labels keep such words too. Raises ``DataError``
    for a type that can't be an id.
    """
    text = _as_text(column)
    if text is None:
        raise DataError(
            f"The column of the {what} holds {column.type} values; ids are text or whole numbers."
        )
    ids = _read(text, r"\A[\s\p{Z}]+|[\s\p{Z}]+\z", "")
    return ids if are_names else _without_null_words(ids)


def read_labels(column: pa.Array) -> Texts:
    """Titles and names: every stretch of blanks (tabs and line breaks too) is one space, none at the ends.

    A column that holds neither text nor whole numbers is empty in every row.
    """
    text = _as_text(column)
    if text is None:
        return Texts.none(len(column))
    return _read(text, r"[\s\p{Z}]+", " ")


def join_labels(artists: Texts, titles: Texts) -> Texts:
    """``Artist - Title`` for each row; a row without either has a fault."""
    width = len(titles.values)
    pairs = Coded.of(pa.array(artists.codes.astype(np.int64) * width + titles.codes))
    pair_values = pairs.values.slice(0, len(pairs.values) - 1).to_numpy(zero_copy_only=False)
    artist, title = np.divmod(pair_values, width)
    texts = pc.binary_join_element_wise(
        artists.values.take(pa.array(artist)), titles.values.take(pa.array(title)), _BETWEEN
    )
    faults = np.where(artists.faults[artist] > 0, artists.faults[artist], titles.faults[title])
    too_long = (faults == Fault.NONE) & (_lengths(texts) > LONGEST_ID)
    return Texts(pairs.codes, texts, np.where(too_long, Fault.TOO_LONG, faults).astype(np.uint8))


def _read(column: pa.Array, pattern: str, replacement: str) -> Texts:
    coded = Coded.of(column)
    texts, broken = _decode(coded.values)
    texts = pc.utf8_trim(pc.replace_substring_regex(texts, pattern, replacement), " ")
    faults = np.zeros(len(texts), np.uint8)
    lengths = _lengths(texts)
    faults[lengths > LONGEST_ID] = Fault.TOO_LONG
    faults[flags(pc.match_substring_regex(texts, _CONTROLS))] = Fault.CONTROLS
    faults[lengths == 0] = Fault.EMPTY
    faults[broken] = Fault.ENCODING
    return Texts(coded.codes, texts, faults)


def _without_null_words(texts: Texts) -> Texts:
    absent = flags(pc.match_substring_regex(texts.values, _NULL_WORD))
    values = pc.if_else(pa.array(absent), pa.scalar("", pa.large_string()), texts.values)
    return Texts(texts.codes, values, np.where(absent, Fault.EMPTY, texts.faults).astype(np.uint8))


def _as_text(column: pa.Array) -> pa.Array | None:
    """The column as text or bytes; ``None`` for a type that has no such form."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if is_textual(kind) or pa.types.is_null(kind):
        return column
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(kind):
        column = _whole_numbers(column)
    return column.cast(pa.string()) if pa.types.is_integer(column.type) else None


def _whole_numbers(column: pa.Array) -> pa.Array:
    """Floats that are whole numbers (ids that met a missing value on the way) as integers, others as null."""
    numbers = np.asarray(column.cast(pa.float64()).fill_null(np.nan))
    whole = np.isfinite(numbers) & (np.abs(numbers) < 2**53) & (np.trunc(numbers) == numbers)
    return pa.array(np.where(whole, numbers, 0).astype(np.int64), mask=~whole)


def _decode(values: pa.Array) -> tuple[pa.LargeStringArray, Bool]:
    """Values as ``large_string``, nulls and broken ones empty; and which are not UTF-8."""
    raw = values.cast(pa.large_binary()).fill_null(b"")
    broken = ~flags(pc.match_substring_regex(raw, _UTF8))
    if broken.any():
        raw = pc.if_else(pa.array(broken), pa.scalar(b"", pa.large_binary()), raw)
    return raw.cast(pa.large_string()), broken


def _lengths(texts: pa.LargeStringArray) -> Rows:
    return np.asarray(pc.utf8_length(texts).to_numpy(zero_copy_only=False), np.int32)
