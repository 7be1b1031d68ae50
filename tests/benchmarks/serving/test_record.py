from pathlib import Path

import pytest

from benchmarks.serving.footprint import Footprint
from benchmarks.serving.plots import drawn
from benchmarks.serving.record import Record, append, read
from benchmarks.serving.servers import Memory
from benchmarks.serving.table import BEGIN, END, tables, written
from benchmarks.serving.throughput import Comparison, Side

SIDE = Side(rate=5000.0, cpu_micros=200.0, p50=0.4, p99=1.5)
EMPTY = Side(rate=10000.0, cpu_micros=100.0, p50=0.2, p99=0.5)
COMPARISON = Comparison("similar, cold", 0.45, 0.5, 0.48, 0.53, 1904, SIDE, EMPTY)
FOOTPRINT = Footprint([Memory(120_000_000, 50_000_000)] * 4, 1.25, 0.75)


def record(world: str = "50000x128") -> Record:
    return Record.of(world, "ivf", [COMPARISON, COMPARISON], FOOTPRINT)


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert read(path) == []
    append(record(), path)
    append(record("1000000x64"), path)
    first, second = read(path)
    assert (first.world, second.world) == ("50000x128", "1000000x64")
    assert first.comparisons == [COMPARISON, COMPARISON]
    assert first.footprint == FOOTPRINT


def test_a_table_says_what_was_reached_and_what_was_wished() -> None:
    text = tables([record()])
    assert "**50 000 songs x 128**" in text
    assert "| similar, cold | 0.50 (0.45) | 0.48 to 0.53 | 5000 | 5000 | 0.40 | 1.50 | 3.0 | 1904 |" in text
    assert "private dirty 50, 50, 50, 50 MB" in text


def test_tables_take_the_place_of_those_before_and_of_nothing_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nof yesterday\n{END}\nafter\n", "utf-8")
    written([record()], readme)
    text = readme.read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}")
    assert text.endswith(f"{END}\nafter\n")
    assert "of yesterday" not in text
    readme.write_text("no marks", "utf-8")
    with pytest.raises(ValueError, match="no place"):
        written([record()], readme)


def test_equal_figures_are_drawn_as_equal_files(tmp_path: Path) -> None:
    records = [record(), record("1000000x64")]
    pictures = [path.read_bytes() for path in drawn(records, records, tmp_path)]
    assert len(pictures) == 3
    assert [path.read_bytes() for path in drawn(records, records, tmp_path)] == pictures
