import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from segue.web.records.files import RecordFiles
from segue.web.records.reading import read_records, record_files
from segue.web.records.recorder import Recorder
from segue.web.serving import Serving
from tests.web.records.asking import answered, liking
from tests.web.world import eventually


class Held(RecordFiles):
    """Files that write nothing before they are let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, most_bytes=1_000_000)
        self.go = threading.Event()

    def append(self, lines: Iterable[bytes], states: Mapping[str, bytes]) -> None:
        self.go.wait(10)
        super().append(lines, states)


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


def test_more_than_can_wait_is_dropped_and_counted(tmp_path: Path, serving: Serving) -> None:
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


def test_what_a_folder_cannot_take_yet_waits_for_it(tmp_path: Path, serving: Serving) -> None:
    folder = tmp_path / "records"
    folder.write_text("no folder")
    recorder = Recorder(RecordFiles(folder, most_bytes=1_000_000), retry_seconds=0.02)
    for n in range(3):
        recorder.note(answered(serving, request_id=f"r{n}"))
    eventually(lambda: recorder.failing)
    folder.unlink()
    eventually(lambda: not recorder.failing)
    recorder.close()
    assert list(request_ids(folder)) == ["r0", "r1", "r2"]
    assert recorder.dropped == 0
