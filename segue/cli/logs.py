"""Opening the data a verb was given."""

from pathlib import Path
from typing import Any

from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.base.source import Source
from segue.cli.accounts import with_accounts
from segue.cli.options import COLUMNS, Origins
from segue.listening.formats.columns import ColumnMap
from segue.listening.formats.format import LogFormat
from segue.listening.log import ListeningLog, read_log
from segue.listening.sample.write import LICENCE, write_sample

SAMPLE_FOLDER = "sample-world"
SAMPLE_LICENCE = f"{LICENCE}; songs, artists and listeners invented by Segue's own generator"


def reading(**options: Any) -> dict[str, str]:
    """What an operator said of how to read: the ``log_options`` that were given, without where from."""
    return {
        name: str(said)
        for name, said in options.items()
        if said and name != "data" and not name.endswith("_path")
    }


def open_log(
    root: Path,
    *,
    data: Origins = Origins(),  # noqa: B008 - frozen
    same_listeners: bool | str = False,
    again: Source | None = None,
    progress: Progress,
    **how: Any,
) -> ListeningLog:
    """Read what the options of :func:`segue.cli.options.log_options` name.

    Without ``data`` the sample world is made under ``root`` and read back like any other log.

    Args:
        root: the folder of releases.
        data: a log, the accounts, or both.
        same_listeners: whether the log's listeners are the accounts of the same names.
        again: what a manifest says of the accounts that are to be read once more as then.
        progress: sees the reading.
        how: to read the log.

    Raises :class:`DataError` for what can't be used, and :class:`Unavailable` where the database is away.
    """
    if same_listeners and not (data.accounts and data.path):
        raise DataError("--same-listeners is about a log and the accounts: give --data FILE --data db.")
    if not data.accounts:
        return _read(root, data.path, progress, **how)
    log = None if data.path is None else _read(root, data.path, progress, **how)
    return with_accounts(log, root, same_listeners=bool(same_listeners), again=again)


def _read(
    root: Path,
    path: Path | None,
    progress: Progress,
    *,
    songs_path: Path | None = None,
    log_format: str | None = None,
    licence: str | None = None,
    **columns: Any,
) -> ListeningLog:
    if path is None:
        path, licence = write_sample(root / SAMPLE_FOLDER, progress=progress), SAMPLE_LICENCE
    return read_log(
        path,
        format=None if log_format is None else LogFormat(log_format),
        columns=ColumnMap(
            **{name: columns[f"{name}_column"] for name in COLUMNS if f"{name}_column" in columns}
        ),
        songs_path=songs_path,
        licence=licence or None,
        progress=progress,
    )
