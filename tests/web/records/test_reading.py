from pathlib import Path

import pytest

from segue.base.errors import DataError
from segue.web.records.reading import read_records, record_files
from segue.web.records.record import line_of
from segue.web.serving import Serving
from tests.web.records.asking import answered


def test_a_folder_stands_for_its_files_and_a_file_for_itself(tmp_path: Path) -> None:
    names = ["records-20260601T120000Z-1-aa.jsonl", "records-20260602T120000Z-1-aa.jsonl"]
    for name in reversed(names):
        (tmp_path / name).touch()
    assert [file.name for file in record_files(tmp_path)] == names
    assert record_files(tmp_path / names[1]) == [tmp_path / names[1]]


@pytest.mark.parametrize("name", ["", "nothing.jsonl"])
def test_where_no_records_are_one_sentence_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="There are no records in"):
        record_files(tmp_path / name)


def test_damage_and_an_end_cut_short_are_told_apart(tmp_path: Path, serving: Serving) -> None:
    good = line_of(answered(serving), [])
    file = tmp_path / "records-1.jsonl"
    file.write_bytes(good + b'{"request_id": 7}\n' + b"\xff\n" + good + good[:40])
    lines = list(read_records(file))
    assert [line.record is not None for line in lines] == [True, False, False, True, False]
    assert [line.cut_short for line in lines] == [False, False, False, False, True]
    assert sum(line.n_bytes for line in lines) == file.stat().st_size


@pytest.mark.parametrize("state", ["../../etc/passwd", "a" * 31, "A" * 32])
def test_a_state_that_could_name_another_file_is_no_state(
    tmp_path: Path, serving: Serving, state: str
) -> None:
    file = tmp_path / "records-1.jsonl"
    file.write_bytes(line_of(answered(serving), []).replace(b'"state":null', f'"state":"{state}"'.encode()))
    (line,) = read_records(file)
    assert line.record is None
