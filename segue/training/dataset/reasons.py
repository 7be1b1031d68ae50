"""Why a row of a log or of the accounts did not become an event."""

from enum import StrEnum


class Reason(StrEnum):
    """The words of a data report, beside those of reading a file (``listening/reasons.py``)."""

    ERASED = "of an account that was deleted since"
    PRIVATE = "of an account that is private"
    UNKNOWN_SONG = "of a song that neither the log nor the release in service knows"
    SKIP = "a skip, taken off the plays"
    DISLIKE = "a dislike"
    DISLIKED = "of a song its listener dislikes"
    TURNED_AWAY = "of a song skipped as often as played"
