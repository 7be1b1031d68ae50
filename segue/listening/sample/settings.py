"""How large the sample world is, and which one of the many."""

from dataclasses import dataclass
from datetime import UTC, datetime

LOG_START = int(datetime(2024, 7, 1, tzinfo=UTC).timestamp())
LOG_END = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
"""The log covers LOG_START ≤ time < LOG_END, in unix seconds: eighteen months."""

NEWEST_YEAR = 2024
"""No song is newer, so that hardly any is played before it came out."""


@dataclass(frozen=True)
class SampleSettings:
    """Size and seed of a sample world. Every field changes the answer.

    Raises ``ValueError`` for sizes that make no world.

    Attributes:
        n_artists: artists, at least 1.
        n_songs: songs, variants such as live recordings included; at least ``n_artists``.
        n_listeners: listeners, at least 1.
        n_genres: how many of the lexicon's genres take part, in the order of their file names.
        plays_per_listener: mean number of plays; a few listeners play far more, most play less.
        seed: which world; equal settings give equal bytes on every machine.
    """

    n_artists: int = 600
    n_songs: int = 5_000
    n_listeners: int = 3_000
    n_genres: int = 16
    plays_per_listener: int = 180
    seed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.n_artists <= self.n_songs:
            raise ValueError("n_artists must lie between 1 and n_songs")
        if not 1 <= self.n_genres <= 16:
            raise ValueError("n_genres must lie between 1 and 16")
        if self.n_listeners < 1 or self.plays_per_listener < 1:
            raise ValueError("n_listeners and plays_per_listener must be at least 1")
        if self.seed < 0:
            raise ValueError("seed must not be negative")
