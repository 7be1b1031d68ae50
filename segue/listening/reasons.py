"""Why a row of a log is not used. Each row counts once, under the first reason that holds."""

from enum import StrEnum

LONGEST_ID = 512
LARGEST_COUNT = 1_000_000_000
SAVE_AS_UTF8 = "save the file as UTF-8, for example by iconv -f latin1 -t utf-8"
READ_DATES = "2024-03-31, 2024-03-31T23:36:00Z, 31 Mar 2024 23:36 or seconds since 1970"


class Reason(StrEnum):
    """The words of a data report."""

    LINE_TOO_LONG = "line too long"
    BROKEN_QUOTES = "a quote that is not closed, or text after a closing quote"
    WRONG_CELLS = "another number of cells than the header"
    NOT_A_LISTEN = "not a listen as one JSON object"
    NO_LISTENER = "no listener"
    LISTENER_CONTROLS = "control characters in the listener"
    LISTENER_TOO_LONG = f"listener longer than {LONGEST_ID} characters"
    LISTENER_ENCODING = "listener not in UTF-8"
    NO_SONG = "no song"
    SONG_CONTROLS = "control characters in the song"
    SONG_TOO_LONG = f"song longer than {LONGEST_ID} characters"
    SONG_ENCODING = "song not in UTF-8"
    COUNT_UNREADABLE = "count or rating that is not a plain decimal number"
    COUNT_NOT_POSITIVE = "count or rating of zero or less"
    COUNT_TOO_LARGE = f"count or rating above {LARGEST_COUNT:,}"
    DATE_UNREADABLE = "date missing or not understood"
    DATE_OUT_OF_RANGE = "date before 1970, after 2100 or in the future"


ADVICE = {
    Reason.LISTENER_ENCODING: SAVE_AS_UTF8,
    Reason.SONG_ENCODING: SAVE_AS_UTF8,
    Reason.DATE_UNREADABLE: f"write dates as {READ_DATES}",
}
"""What to do about a reason that spoils a whole log, where there is something to say."""
