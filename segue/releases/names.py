"""What releases and their files are called, and which names are refused."""

import re
from datetime import UTC, datetime
from typing import Final

from segue.base.ids import ReleaseId

MANIFEST_FILE: Final = "manifest.json"
INDEX_FILE: Final = "song_vectors.index"
LIKENESS_FILE: Final = "likeness.index"
REPORT_FILE: Final = "report.html"
CANDIDATES_FOLDER: Final = "candidates"
CURRENT_LINK: Final = "current"

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_STAMP = "%Y%m%dT%H%M%SZ"
_ID = re.compile(_PART)
_FILE = re.compile(rf"{_PART}(/{_PART})?")
_RESERVED = frozenset({CANDIDATES_FOLDER, CURRENT_LINK})


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def is_id(text: str) -> bool:
    """Whether a text may name a release: one path component without a leading dot, at most 64 characters."""
    return _ID.fullmatch(text) is not None and text not in _RESERVED


def is_file_name(text: str) -> bool:
    """Whether a text may name a file of a release: flat, or in one folder (``model/user_vectors.npy``)."""
    return _FILE.fullmatch(text) is not None and text != MANIFEST_FILE


def stamp(moment: datetime) -> str:
    """The part of an id that sorts by age: ``20261121T023000Z``."""
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(release_id: str) -> datetime | None:
    """When the release of this id was written; ``None`` for an id that does not begin with a time stamp."""
    try:
        return datetime.strptime(release_id[:16], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def make_id(moment: datetime, content_hash: str) -> ReleaseId:
    """The id of what was written at ``moment``: its time stamp and 8 hex digits of its content hash."""
    return ReleaseId(f"{stamp(moment)}-{content_hash[:8]}")


def array_file(array_name: str) -> str:
    """The file an array is stored in."""
    return f"{array_name}.npy"
