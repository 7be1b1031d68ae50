import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segue.base.progress import Task
from segue.listening.sample.genres import ATTRIBUTES
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import make_world
from segue.listening.sample.write import ABOUT_NAME, ATTRIBUTES_NAME, LOG_NAME, write_sample

TINY = SampleSettings(n_artists=24, n_songs=200, n_listeners=80, n_genres=4, plays_per_listener=40, seed=7)


class Breaker:
    """A progress that is interrupted when the log is written but not yet in its place."""

    def advance(self, amount: float = 1) -> None:
        assert amount >= 0

    def note(self, text: str) -> None:
        assert text

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:
        assert total is not None
        yield self
        if title.startswith("Writing"):
            raise KeyboardInterrupt


KILLED = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from segue.base.progress import Silent
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample

class Killer(Silent):
    @contextmanager
    def task(self, title, total=None):
        with super().task(title, total) as task:
            yield task
        if title.startswith("Writing"):
            os.kill(os.getpid(), signal.SIGKILL)

write_sample(Path(sys.argv[1]), SampleSettings(24, 200, 80, 4, 40), Killer())
"""


def test_the_log_holds_one_row_per_play_in_order_of_time(tmp_path: Path) -> None:
    world = make_world(TINY)
    table = pq.read_table(write_sample(tmp_path, TINY))
    assert table.num_rows == len(world.events)
    assert table["timestamp"].to_pylist() == np.asarray(world.events.times).tolist()
    first = table.slice(0, 1).to_pylist()[0]
    assert first["user"] == world.listeners[world.events.user_rows[0]]
    assert first["song"] == world.catalogue.songs.ids.id(int(world.events.song_rows[0]))
    assert first["song"] == f"{first['artist']} - {first['title']}"


def test_the_log_is_plain_columns_any_reader_understands(tmp_path: Path) -> None:
    schema = pq.read_schema(write_sample(tmp_path, TINY))
    texts = ["user", "song", "title", "artist", "album", "genre", "language"]
    assert all(schema.field(name).type == pa.string() for name in texts)
    assert schema.names == [*texts[:5], "year", "genre", "duration", "language", "explicit", "timestamp"]
    assert pa.types.is_integer(schema.field("year").type)
    assert schema.field("timestamp").type == pa.int64()


def test_every_file_says_that_it_is_invented_and_free(tmp_path: Path) -> None:
    write_sample(tmp_path, TINY)
    for name in (LOG_NAME, ATTRIBUTES_NAME):
        metadata = pq.read_schema(tmp_path / name).metadata
        assert metadata[b"provenance"] == b"invented by Segue's sample world, seed 7"
        assert metadata[b"licence"] == b"CC0-1.0"
    about = json.loads((tmp_path / ABOUT_NAME).read_text())
    assert about["provenance"] == "invented by Segue's sample world, seed 7"
    assert about["licence"] == "CC0-1.0"
    assert "invented" in about["note"]
    assert about["settings"]["n_songs"] == 200


def test_the_attributes_describe_every_song_played_or_not(tmp_path: Path) -> None:
    write_sample(tmp_path, TINY)
    table = pq.read_table(tmp_path / ATTRIBUTES_NAME)
    assert table.num_rows == 200
    assert {"song", "scene", "original", "popularity", *ATTRIBUTES} <= set(table.column_names)
    assert set(table["original"].to_pylist()) <= set(table["song"].to_pylist())
    assert all(column.null_count == 0 for column in table.columns)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_sample(tmp_path / "a", TINY), write_sample(tmp_path / "b", TINY)
    for name in (LOG_NAME, ATTRIBUTES_NAME, ABOUT_NAME):
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes()


def test_a_killed_writer_leaves_nothing_under_the_final_names(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    killed = subprocess.run(command, cwd=root, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not {LOG_NAME, ATTRIBUTES_NAME, ABOUT_NAME} & {path.name for path in tmp_path.iterdir()}
    assert pq.read_table(write_sample(tmp_path, TINY)).num_rows > 0


def test_a_stopped_writer_cleans_up_and_leaves_what_was_there(tmp_path: Path) -> None:
    write_sample(tmp_path, TINY)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        write_sample(tmp_path, SampleSettings(24, 200, 80, 4, 40, seed=8), Breaker())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
