import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from segue.web.records.files import RecordFiles
from segue.web.records.reading import read_records, record_files
from segue.web.records.recorder import RETRY_SECONDS, Recorder
from segue.web.serving import Serving
from tests.web.conftest import Logged
from tests.web.records.asking import answered, liking
from tests.web.world import eventually

LOGGER = "segue.web.records.recorder"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Held(RecordFiles):
    """Files that write nothing before they are let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, most_bytes=1_000_000)
        self.go = threading.Event()

    def append(self, lines: Iterable[bytes], states: Mapping[str, bytes]) -> None:
        self.go.wait(10)
        super().append(lines, states)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def request_ids(folder: Path) -> Iterator[str]:
    for file in record_files(folder):
        for line in read_records(file):
            assert line.record is not None
            yield line.record.request_id


def test_all_that_was_noted_is_written_when_it_closes(tmp_path: Path, serving: Serving) -> None:
    recorder = Recorder(RecordFiles(tmp_path, most_bytes=100_000_000))
    one, other = liking("Blur - Glass"), liking("Pulp - Glass")
    for n in range(300):
        recorder.note(answered(serving, taste=(None, one, other)[n % 3], request_id=f"r{n}"))
    recorder.close()
    assert list(request_ids(tmp_path)) == [f"r{n}" for n in range(300)]
    assert {path.stem for path in (tmp_path / "states").iterdir()} == {one.state, other.state}
    assert (recorder.dropped, recorder.failing) == (0, False)


def test_more_than_can_wait_is_dropped_counted_and_said_once(
    tmp_path: Path, serving: Serving, logged: Logged
) -> None:
    files = Held(tmp_path)
    recorder = Recorder(files, most_waiting=5)
    given = answered(serving)
    for _ in range(200):
        recorder.note(given)
    files.go.set()
    recorder.close()
    written = list(request_ids(tmp_path))
    assert 5 <= len(written) < 200
    assert recorder.dropped == 200 - len(written)
    assert [record.levelname for record in logged.records if record.name == LOGGER] == ["WARNING"] * 2
    assert logged.named(LOGGER)[-1] == {"answers": recorder.dropped}


def test_a_folder_that_cannot_be_written_is_said_once_and_tried_again(
    tmp_path: Path, serving: Serving, clock: Clock, logged: Logged
) -> None:
    folder = tmp_path / "records"
    folder.write_text("no folder")
    recorder = Recorder(RecordFiles(folder, most_bytes=1_000_000), monotonic=clock)
    for n in range(3):
        recorder.note(answered(serving, request_id=f"lost{n}"))
        eventually(lambda n=n: recorder.failing and recorder.dropped == n + 1)  # type: ignore[misc]
    folder.unlink()
    recorder.note(answered(serving, request_id="too soon"))
    eventually(lambda: recorder.dropped == 4)
    clock.now = RETRY_SECONDS
    recorder.note(answered(serving, request_id="kept"))
    eventually(lambda: not recorder.failing)
    recorder.close()
    assert list(request_ids(folder)) == ["kept"]
    assert [record.levelname for record in logged.records if record.name == LOGGER] == [
        "ERROR",
        "INFO",
        "WARNING",
    ]


def test_closing_waits_no_longer_than_it_is_told(tmp_path: Path, serving: Serving) -> None:
    files = Held(tmp_path)
    recorder = Recorder(files, most_waiting=1)
    recorder.note(answered(serving))
    eventually(lambda: not recorder._waiting.qsize())
    recorder.note(answered(serving))
    recorder.close(wait_seconds=0.01)
    files.go.set()
