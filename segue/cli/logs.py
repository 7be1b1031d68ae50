"""Opening the log a verb was given."""

from pathlib import Path
from typing import Any

from segue.base.progress import Progress
from segue.cli.options import COLUMNS
from segue.listening.formats.columns import ColumnMap
from segue.listening.formats.format import LogFormat
from segue.listening.log import ListeningLog, read_log
from segue.listening.sample.write import LICENCE, write_sample

SAMPLE_FOLDER = "sample-world"
SAMPLE_LICENCE = f"{LICENCE}; songs, artists and listeners invented by Segue's own generator"


def reading(**options: Any) -> dict[str, str]:
    """What an operator said of how to read: the ``log_options`` that were given, without the files."""
    return {name: str(said) for name, said in options.items() if said and not name.endswith("_path")}


def open_log(
    root: Path,
    *,
    data_path: Path | None = None,
    songs_path: Path | None = None,
    log_format: str | None = None,
    licence: str | None = None,
    progress: Progress,
    **columns: Any,
) -> ListeningLog:
    """Read the log that the options of :func:`segue.cli.options.log_options` name.

    Without ``data_path`` the sample world is made under ``root`` and read back like any other log.
    """
    if data_path is None:
        data_path, licence = write_sample(root / SAMPLE_FOLDER, progress=progress), SAMPLE_LICENCE
    return read_log(
        data_path,
        format=None if log_format is None else LogFormat(log_format),
        columns=ColumnMap(
            **{name: columns[f"{name}_column"] for name in COLUMNS if f"{name}_column" in columns}
        ),
        songs_path=songs_path,
        licence=licence or None,
        progress=progress,
    )
