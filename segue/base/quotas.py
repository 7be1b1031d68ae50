"""What a limit leaves to somebody, as it is announced."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """One limit, as it stands for one caller after this request.

    Attributes:
        name: of the limit; ASCII, without quotes.
        limit: how much it grants within ``window_seconds``; at least 1.
        window_seconds: whole seconds, at least 1.
        remaining: how much of it is left; 0 … ``limit``.
        reset_seconds: whole seconds until all of it is there again, or, with nothing left, until more is.
    """

    name: str
    limit: int
    window_seconds: int
    remaining: int
    reset_seconds: int
