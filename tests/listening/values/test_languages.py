"""Columns as languages."""

import pyarrow as pa
import pytest

from segue.listening.values.languages import LONGEST, read_languages
from segue.listening.values.texts import Fault


def read(cell: str | bytes | None) -> tuple[str, int]:
    texts = read_languages(pa.array([cell]))
    return texts.values[texts.codes[0]].as_py(), int(texts.row_faults[0])


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("EN", "en"),
        (" en-GB ", "en"),
        ("pt_br", "pt"),
        ("zh-Hans", "zh"),
        ("English", "english"),
        ("日本語", "日本語"),
    ],
)
def test_one_language_under_its_spellings(cell: str, language: str) -> None:
    assert read(cell) == (language, Fault.NONE)


@pytest.mark.parametrize("cell", [None, "", " ", "NaN", "und", "ZXX", "unknown"])
def test_no_language(cell: str | None) -> None:
    assert read(cell)[1] == Fault.EMPTY


@pytest.mark.parametrize(
    ("cell", "fault"),
    [("x" * (LONGEST + 1), Fault.TOO_LONG), ("e\x00n", Fault.CONTROLS), (b"\xff\xfe", Fault.ENCODING)],
)
def test_what_is_no_language_has_a_fault(cell: str | bytes, fault: Fault) -> None:
    assert read(cell)[1] == fault
