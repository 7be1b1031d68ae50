"""The kinds of values a request may bring: all bounded, none that a database or JSON can't hold."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

LONGEST_TEXT = 1024
LONGEST_CURSOR = 40_000
MOST_SEEDS = 500
MOST_RESULTS = 50
MOST_HITS = 25
MOST_EVENTS = 500
LONGEST_EVENT_ID = 100
LONGEST_DATE_TIME = 40
LATEST_YEAR = 9999
MOST_DAYS = 3650
LONGEST_PLAY_MS = 24 * 60 * 60 * 1000
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these lies every moment a request may name."""

NOT_A_MOMENT = "Input should be a date and time with its zone, such as 2026-03-01T12:30:00Z"

_PLAIN_NUMBER = re.compile(r"[0-9]{1,18}")
_PLAIN_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Text must not hold the NUL character")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("Text must be valid Unicode")
    return text


def _plain_digits(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # a default
    if not isinstance(value, str) or not _PLAIN_NUMBER.fullmatch(value):
        raise ValueError("Input should be a whole number in plain digits")
    return int(value)


def _plain_decimal(value: object) -> float:
    if not isinstance(value, str) or not _PLAIN_DECIMAL.fullmatch(value):
        raise ValueError("Input should be a number in plain digits, such as 0.25")
    return float(value)


def _true_or_false(value: object) -> bool:
    if value not in ("true", "false"):
        raise ValueError("Input should be true or false")
    return value == "true"


def _date_time(value: object, read: ValidatorFunctionWrapHandler) -> datetime:
    if isinstance(value, str) and len(value) <= LONGEST_DATE_TIME and "T" in value.upper():
        try:
            moment: datetime = read(value)
        except ValidationError:  # of which there are dozens, each in words of its own
            raise ValueError(NOT_A_MOMENT) from None
        return _in_reach(moment)
    raise ValueError(NOT_A_MOMENT)


def _in_reach(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise ValueError(f"Input should lie between the years {EARLIEST.year} and {LATEST.year}")
    return moment.astimezone(UTC)


Text = Annotated[str, Field(strict=True, max_length=LONGEST_TEXT), AfterValidator(_storable)]
"""Text as it came, up to 1024 characters."""

CursorText = Annotated[str, Field(strict=True, max_length=LONGEST_CURSOR), AfterValidator(_storable)]
"""A cursor, up to 40 000 characters: enough for the longest queue in a catalogue of 16 million songs."""

SongIds = Annotated[list[Text], Field(max_length=MOST_SEEDS, fail_fast=True)]
"""Up to 500 song ids; checking stops at the first that is not text."""

Limit = Annotated[int, Field(strict=True, ge=1, le=MOST_RESULTS)]
"""How many songs, in a JSON body: 1 … 50."""

Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False), AfterValidator(abs)]
"""A dial, in a JSON body: 0 … 1; minus nought, which not every database keeps, is nought."""

Moment = Annotated[
    AwareDatetime,
    WrapValidator(_date_time),
    Field(json_schema_extra={"maxLength": LONGEST_DATE_TIME}),
]
"""A point in time as text with its zone (RFC 3339), brought to UTC."""

EventId = Annotated[Text, Field(min_length=1, max_length=LONGEST_EVENT_ID)]
"""What tells an event from all others of an account."""

PlayedMs = Annotated[int, Field(strict=True, ge=0, le=LONGEST_PLAY_MS)]
"""How long a song was heard, in milliseconds: up to a day."""

Flag = Annotated[bool, Field(strict=True)]
"""Yes or no, in a JSON body."""

# The bounds stand before the digits: after them they would be checked, but not described in OpenAPI's words.
QueryLimit = Annotated[int, Field(ge=1, le=MOST_RESULTS), BeforeValidator(_plain_digits), Query()]
"""How many songs, in a query: 1 … 50."""

QueryDays = Annotated[int, Field(ge=1, le=MOST_DAYS), BeforeValidator(_plain_digits)]
"""How many days, in a query: 1 … 3650."""

QueryYear = Annotated[int, Field(ge=1, le=LATEST_YEAR), BeforeValidator(_plain_digits)]
"""A year, in a query: 1 … 9999."""

QueryShare = Annotated[float, Field(ge=0, le=1), BeforeValidator(_plain_decimal)]
"""A dial, in a query: 0 … 1."""

QueryFlag = Annotated[bool, BeforeValidator(_true_or_false)]
"""``true`` or ``false``, in a query."""

HitLimit = Annotated[
    int,
    Field(ge=1),
    BeforeValidator(_plain_digits),
    Query(description=f"How many hits; more than {MOST_HITS} is answered with {MOST_HITS}."),
]
"""How many hits of a search, in a query: at least 1."""

PathText = Annotated[Text, Path(description="An id or a name, percent-encoded; it may hold slashes.")]
"""Text in a path."""


def empty_list(description: str | None = None, *, alias: str | None = None) -> Any:
    """The default of a list that need not be sent: a new one, empty.

    Given as a value it would be copied by ``copy.deepcopy`` for each request, 0.7 µs a field.
    """
    return Field(
        default_factory=list, alias=alias, description=description, json_schema_extra={"default": []}
    )
