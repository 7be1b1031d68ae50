"""The sample world as files: a listening log like any other, and what the songs sound like."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segue.base.files import whole_file
from segue.base.progress import SILENT, Progress
from segue.base.strings import Strings
from segue.listening.sample.catalogue import Catalogue
from segue.listening.sample.genres import ATTRIBUTES
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import World, make_world

LOG_NAME = "sample_log.parquet"
ATTRIBUTES_NAME = "sample_attributes.parquet"
ABOUT_NAME = "sample_about.json"
LICENCE = "CC0-1.0"
_ROWS_AT_ONCE = 65_536
_NOTE = (
    "Every listener, artist, song and album in these files is invented, and so is every play. "
    "A likeness to anyone or anything real is chance."
)


def write_sample(
    folder: Path,
    settings: SampleSettings = SampleSettings(),
    progress: Progress = SILENT,
) -> Path:
    """Invent a world and write it.

    Beside the log stand what its songs sound like and a note that all of it is invented. Files take their
    names once all are whole, the log last; files of the same names are replaced.

    Args:
        folder: Made when absent.
        settings: Size and seed; equal settings give equal files with the same pyarrow.
        progress: Sees the inventing and the writing.

    Returns:
        The log: one row per play, ordered by time, with the columns user, song, title, artist, album, year,
        genre, duration (seconds), language, explicit and timestamp (unix seconds). ``song`` is
        "Artist - Title".

    Raises:
        OSError: The folder can't be written to.
    """
    world = make_world(settings, progress)
    folder.mkdir(parents=True, exist_ok=True)
    with (  # left in reverse order: the log takes its name last
        whole_file(folder / LOG_NAME) as log,
        whole_file(folder / ATTRIBUTES_NAME) as attributes,
        whole_file(folder / ABOUT_NAME) as about,
    ):
        _write_log(log, world, progress)
        _write_attributes(attributes, world)
        about.write_text(json.dumps(_about(settings), indent=2) + "\n", "utf-8")
    return folder / LOG_NAME


def provenance(settings: SampleSettings) -> str:
    """Where the data comes from, as the files' metadata says it."""
    return f"invented by Segue's sample world, seed {settings.seed}"


def _about(settings: SampleSettings) -> dict[str, object]:
    return {
        "provenance": provenance(settings),
        "licence": LICENCE,
        "note": _NOTE,
        "settings": asdict(settings),
        "files": {
            LOG_NAME: "one row per play: duration in seconds, timestamp in unix seconds",
            ATTRIBUTES_NAME: "one row per song: scene, popularity and audio-like attributes; "
            "original is the song it is another recording of",
        },
    }


def _write_log(path: Path, world: World, progress: Progress) -> None:
    events = world.events
    columns = _song_columns(world.catalogue)
    listeners = pa.array(world.listeners)
    fields = [("user", pa.string()), *((name, column.type) for name, column in columns.items())]
    schema = pa.schema([*fields, ("timestamp", pa.int64())], _metadata(world))
    times = np.asarray(events.times)
    with (
        progress.task("Writing the sample log", len(events)) as task,
        pq.ParquetWriter(path, schema, compression="zstd") as writer,
    ):
        for first in range(0, len(events), _ROWS_AT_ONCE):
            span = slice(first, first + _ROWS_AT_ONCE)
            songs = pa.array(events.song_rows[span])
            arrays = [
                listeners.take(pa.array(events.user_rows[span])),
                *(column.take(songs) for column in columns.values()),
                pa.array(times[span]),
            ]
            writer.write_table(pa.table(arrays, schema=schema))
            task.advance(len(songs))


def _write_attributes(path: Path, world: World) -> None:
    catalogue = world.catalogue
    scenes = pa.array(catalogue.scene_names)
    columns = _song_columns(catalogue)
    columns |= {
        "scene": scenes.take(pa.array(catalogue.scene_rows)),
        "original": columns["song"].take(pa.array(catalogue.work_rows)),
        "popularity": pa.array(catalogue.popularity),
    }
    columns |= {name: pa.array(catalogue.sound[:, number]) for number, name in enumerate(ATTRIBUTES)}
    table = pa.table(columns).replace_schema_metadata(_metadata(world))
    pq.write_table(table, path, compression="zstd")


def _song_columns(catalogue: Catalogue) -> dict[str, pa.Array]:
    """What both files say of a song, one row per song."""
    songs = catalogue.songs
    return {
        "song": _texts(songs.ids.ids),
        "title": _texts(songs.title),
        "artist": _texts(songs.artist),
        "album": _texts(songs.album),
        "year": pa.array(songs.year),
        "genre": _texts(songs.genre),
        "duration": pa.array(songs.duration_seconds),
        "language": _texts(songs.language),
        "explicit": pa.array(songs.explicit == 1),
    }


def _texts(column: Strings) -> pa.Array:
    return pa.array(column, pa.string())


def _metadata(world: World) -> dict[str, str]:
    return {"provenance": provenance(world.settings), "licence": LICENCE, "note": _NOTE}
