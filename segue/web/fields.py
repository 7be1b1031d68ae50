"""The kinds of values a request may bring: all bounded, none that a database or JSON can't hold."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field

LONGEST_TEXT = 1024
MOST_SEEDS = 500
MOST_RESULTS = 50
MOST_HITS = 25

_PLAIN_NUMBER = re.compile(r"[0-9]{1,18}")


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


Text = Annotated[str, Field(strict=True, max_length=LONGEST_TEXT), AfterValidator(_storable)]
"""Text as it came, up to 1024 characters."""

SongIds = Annotated[list[Text], Field(max_length=MOST_SEEDS, fail_fast=True)]
"""Up to 500 song ids; checking stops at the first that is not text."""

Limit = Annotated[int, Field(strict=True, ge=1, le=MOST_RESULTS)]
"""How many songs, in a JSON body: 1 … 50."""

Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
"""A dial, in a JSON body: 0 … 1."""

# The bounds stand before the digits: after them they would be checked, but not described in OpenAPI's words.
QueryLimit = Annotated[int, Field(ge=1, le=MOST_RESULTS), BeforeValidator(_plain_digits), Query()]
"""How many songs, in a query: 1 … 50."""

HitLimit = Annotated[
    int,
    Field(ge=1),
    BeforeValidator(_plain_digits),
    Query(description=f"How many hits; more than {MOST_HITS} is answered with {MOST_HITS}."),
]
"""How many hits of a search, in a query: at least 1."""
