"""Who takes part in a month: the listeners of the log, those with accounts, and newcomers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segue.base.arrays import Float64, Rows
from segue.factors.interactions import Events, Interactions
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import World, make_world

MONTH_START = datetime(2025, 12, 1, tzinfo=UTC)
"""The last month of the sample world: what came before is the log."""
N_SEEDS, N_TRUTH = 3, 20


@dataclass(frozen=True, eq=False)
class Guests:
    """m listeners of whom the log knows nothing.

    Attributes:
        preference: float64 (m, n), true probability of each song of being played next; rows sum to 1.
        seeds: int32 (m, ``N_SEEDS``), songs they name at the beginning.
        truth: int32 (m, ``N_TRUTH``), songs they will come to hear after the month: neither played, liked nor
            skipped in it, wherever they see them.
    """

    preference: Float64
    seeds: Rows
    truth: Rows

    @classmethod
    def of(cls, world: World, listener_rows: Rows, known: Rows, chance: np.random.Generator) -> "Guests":
        """Draw seeds and truth in proportion to the true taste, each song once, out of ``known`` songs."""
        at = int(MONTH_START.timestamp())
        preference = np.array([world.preference(int(row), at) for row in listener_rows])
        drawn = np.empty((len(listener_rows), N_SEEDS + N_TRUTH), np.int32)
        for place, liked in enumerate(preference):
            # The largest of log(u) / w are a draw without replacement (Efraimidis & Spirakis 2006).
            keys = np.log(chance.random(len(known))) / np.maximum(liked[known], 1e-300)
            drawn[place] = known[np.argsort(-keys, kind="stable")[: drawn.shape[1]]]
        return cls(preference, drawn[:, :N_SEEDS], drawn[:, N_SEEDS:])

    def __len__(self) -> int:
        return len(self.preference)

    def to_find(self) -> Interactions:
        """The truth as pairs."""
        m, n = self.preference.shape
        users = np.repeat(np.arange(m, dtype=np.int32), N_TRUTH)
        ones = np.ones(users.size, np.float32)
        return Events(users, self.truth.ravel(), ones, None, m, n).combine()


@dataclass(frozen=True, eq=False)
class Cast:
    """Everybody.

    Attributes:
        world: with what its other listeners played before the month, and no other plays.
        known: int32, ascending: the songs of that log, which is all a release can know.
        accounts: sign up on the first day.
        newcomers: never do anything; each night they are asked for as strangers.
    """

    world: World
    known: Rows
    accounts: Guests
    newcomers: Guests

    @classmethod
    def of(
        cls, settings: SampleSettings, *, n_accounts: int, n_newcomers: int, chance: np.random.Generator
    ) -> "Cast":
        """Invent a world and part its listeners; those that are left make the log."""
        whole = make_world(settings)
        n_log = settings.n_listeners - n_accounts - n_newcomers
        events = whole.events
        before = np.asarray(events.times) < int(MONTH_START.timestamp())
        log = events.where(before & (events.user_rows < n_log))
        world = World(settings, whole.catalogue, whole.listeners, whole.tastes, log)
        known = np.unique(log.song_rows)
        first = n_log + n_accounts
        return cls(
            world,
            known,
            Guests.of(world, np.arange(n_log, first, dtype=np.int32), known, chance),
            Guests.of(world, np.arange(first, settings.n_listeners, dtype=np.int32), known, chance),
        )

    def write_log(self, path: Path) -> None:
        """The log as an operator would have it, in Parquet."""
        events, songs = self.world.events, self.world.catalogue.songs
        rows = pa.array(events.song_rows)
        columns = {
            "song": songs.ids.ids,
            "title": songs.title,
            "artist": songs.artist,
            "album": songs.album,
            "genre": songs.genre,
        }
        table = {name: pa.array(column, pa.string()).take(rows) for name, column in columns.items()}
        table["year"] = pa.array(songs.year).take(rows)
        table["user"] = pa.array(self.world.listeners).take(pa.array(events.user_rows))
        table["timestamp"] = pa.array(np.asarray(events.times))
        pq.write_table(pa.table(table), path)
