"""The file somebody gave: its name in messages, and the checks before anything looks inside it.

Messages go without folders, except where there is no such file: then the path as it was typed says most.
"""

import stat
from pathlib import Path

from segue.base.errors import DataError
from segue.base.logging import clean


def shown_name(path: Path) -> str:
    """The name of a file as it may stand in a message: no folder, no control characters."""
    return clean(path.name)


def check_file(path: Path) -> None:
    """Raise :class:`DataError` unless ``path`` is a regular, readable file that is not empty."""
    name = shown_name(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise DataError(f"{name} is a folder; name the file of the listening log in it.")
        if not stat.S_ISREG(found.st_mode):
            raise DataError(f"{name} is not a regular file; save the listening log to a file first.")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise DataError(f"There is no file {clean(str(path))}; check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible path"
        raise DataError(f"{name} can't be opened: {reason}.") from None
    if found.st_size == 0:
        raise DataError(f"{name} is empty.")
