"""The whole sample world, as values; writing it to files is another module's work."""

import hashlib
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64
from segue.base.progress import SILENT, Progress
from segue.factors.interactions import Events
from segue.listening.sample.catalogue import Catalogue, make_catalogue
from segue.listening.sample.draws import Draws
from segue.listening.sample.genres import read_listener_grammar
from segue.listening.sample.habits import make_sessions
from segue.listening.sample.plays import make_plays
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.tastes import MOST_TASTES, Tastes, make_tastes, song_weights


@dataclass(frozen=True, eq=False)
class World:
    """An invented catalogue, its invented listeners, and everything they played.

    Attributes:
        settings: what it was made from.
        catalogue: songs, artists and genres.
        listeners: unique names, one per listener.
        tastes: what the listeners truly like; a log never holds this.
        events: one row per play, weight 1, ordered by time.
    """

    settings: SampleSettings
    catalogue: Catalogue
    listeners: tuple[str, ...]
    tastes: Tastes
    events: Events

    def preference(self, listener_row: int, at: int) -> Float64:
        """The true probability that a listener, at a moment and not replaying, plays each song.

        Args:
            listener_row: 0 … n_listeners − 1.
            at: Unix seconds within the log.

        Returns:
            float64 (n_songs,), summing to 1.
        """
        listeners = np.full(MOST_TASTES, listener_row, np.int32)
        strengths = self.tastes.weights_at(listeners[:1], np.array([at]))[0]
        weights = song_weights(self.catalogue, self.tastes, listeners, np.arange(MOST_TASTES, dtype=np.int32))
        blend: Float64 = (strengths / strengths.sum()) @ (weights / weights.sum(axis=1)[:, None])
        return blend

    def fingerprint(self) -> str:
        """Hex BLAKE2b-128 of catalogue, listeners and events: equal for equal worlds on every machine."""
        digest = hashlib.blake2b(digest_size=16)
        for array in (
            *self.catalogue.songs.arrays().values(),
            self.catalogue.sound,
            self.catalogue.work_rows,
        ):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update("\n".join(self.listeners).encode())
        digest.update(self.events.user_rows.tobytes() + self.events.song_rows.tobytes())
        digest.update(np.asarray(self.events.times).tobytes())
        return digest.hexdigest()


def make_world(settings: SampleSettings = SampleSettings(), progress: Progress = SILENT) -> World:
    """Invent a world. A few seconds for the default size; equal settings give equal worlds."""
    catalogue = make_catalogue(settings)
    tastes = make_tastes(catalogue, settings)
    events = make_plays(catalogue, tastes, make_sessions(settings), settings, progress)
    return World(settings, catalogue, _listener_names(settings), tastes, events)


def _listener_names(settings: SampleSettings) -> tuple[str, ...]:
    grammar, draws = read_listener_grammar(), Draws(settings.seed, "listener names")
    order = draws.order(settings.n_listeners)
    return tuple(f"{grammar.name(draws)}-{number + 1}" for number in order)
