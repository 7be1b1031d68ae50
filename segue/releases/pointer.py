"""The pointer to the release in service: a relative link, moved by one atomic rename."""

import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from segue.base.errors import ReleaseRefused
from segue.base.files import sync_folder
from segue.base.ids import ReleaseId
from segue.releases.names import CURRENT_LINK, is_id

_MOVING: Final = ".current-"


@dataclass(frozen=True)
class Pointer:
    """Where ``current`` points, and when it was put there.

    Two pointers are equal when the link has not been moved in between, even to the same release.
    """

    target: str
    inode: int
    moved_at_ns: int

    @property
    def release_id(self) -> ReleaseId:
        """The release it names. Raises :class:`ReleaseRefused` where it is no link into the root."""
        if not is_id(self.target):
            raise ReleaseRefused(
                f"{CURRENT_LINK!r} is not a link to a release; `python main.py promote ID` puts it right."
            )
        return ReleaseId(self.target)


def read_pointer(root: Path) -> Pointer | None:
    """Where ``current`` points; ``None`` before the first promotion.

    What has its name and is not a readable link gives a pointer that names no release.
    """
    link = root / CURRENT_LINK
    try:
        status = link.lstat()
        target = str(link.readlink()) if stat.S_ISLNK(status.st_mode) else ""
    except FileNotFoundError:
        return None
    except OSError:
        return Pointer("", 0, 0)
    return Pointer(target, status.st_ino, status.st_mtime_ns)


def move_pointer(root: Path, release_id: ReleaseId) -> None:
    """Point ``current`` at a release. A reader sees the old target or the new one, never none.

    The caller holds the lock on the pointer. Raises ``OSError`` when the folder can't be written.
    """
    for leftover in root.glob(f"{_MOVING}*"):
        leftover.unlink()
    new = root / f"{_MOVING}{secrets.token_hex(4)}"
    new.symlink_to(release_id, target_is_directory=True)
    new.replace(root / CURRENT_LINK)
    sync_folder(root)
