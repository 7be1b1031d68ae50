"""Do the weights of what listeners do find more? What do a burst of likes and skips do? On the sample world.

``python -m benchmarks.listener_weights`` prints nDCG@20 of songs first played after a cut in time. Skips are
those of somebody who is shown twenty songs, and turns from all that suit their true taste less than chance.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.base.progress import SILENT
from segue.catalogue.identity import artist_rows
from segue.factors.content import Content
from segue.factors.facts import Facts
from segue.factors.interactions import Events
from segue.factors.metrics.lists import hits, padded
from segue.factors.metrics.ranking import ndcg
from segue.factors.snapshot import Snapshot
from segue.factors.spectral import SpectralTrainer
from segue.factors.top_k import top_k
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import World, make_world
from segue.listening.splits import Holdout, by_time
from segue.recommend.candidates import listener_vector
from segue.recommend.listener import Listener
from segue.recommend.signals import Kind, Signal, likes
from segue.releases.index import IndexSettings, build_index

DAY_SECONDS = 86_400
SHOWN = 20


@dataclass(frozen=True, eq=False)
class Scene:
    """A world cut in time, a model of what was before, and what each listener had played by then.

    Attributes:
        world: with true tastes.
        snapshot: a model trained on what was before the cut.
        holdout: what is to be found after it.
        plays: for each listener of the holdout their signals, one per song.
    """

    world: World
    snapshot: Snapshot
    holdout: Holdout
    plays: list[list[Signal]]

    @classmethod
    def of(cls, settings: SampleSettings) -> "Scene":
        """Invent a world, cut it where a fifth of its plays are left, train."""
        world = make_world(settings)
        holdout = by_time(world.events)
        snapshot = trained(world, holdout.train)
        return cls(world, snapshot, holdout, [_plays(holdout, int(row)) for row in holdout.listeners])

    def found(self, somebody: Callable[[int], Listener]) -> Float64:
        """nDCG@20 of each listener of the holdout, when asked for as ``somebody`` makes them."""
        lists = [self.ranked(somebody(place), place) for place in range(len(self.plays))]
        truth = self.holdout.truth
        return ndcg(hits(padded(lists, SHOWN), truth), np.diff(truth.indptr), SHOWN)

    def ranked(self, listener: Listener, place: int) -> Rows:
        """The twenty songs of highest score that the listener at ``place`` had not played."""
        vector = listener_vector(self.snapshot, listener)
        assert vector is not None, "who has played something has a vector"
        scores = self.snapshot.space.item_vectors @ vector
        scores[[signal.row for signal in self.plays[place]]] = -np.inf
        return top_k(scores, SHOWN)

    def alike(self, place: int) -> Listener:
        """The listener with one weight for every song played."""
        songs = np.array([signal.row for signal in self.plays[place]], np.int32)
        return Listener(songs=songs, weights=np.ones(len(songs), np.float32))

    def weighed(self, place: int) -> Listener:
        """The listener with the weights of their plays."""
        return Listener.of(self.plays[place])

    def bursting(self, place: int) -> Listener:
        """The same, after fifty likes of today for songs of somebody else."""
        other = self.plays[(place + len(self.plays) // 2) % len(self.plays)]
        return Listener.of([*self.plays[place], *likes([signal.row for signal in other[:50]])])

    def skipping(self, place: int) -> Listener:
        """The same, after skipping what does not suit them of the first twenty songs."""
        shown = self.ranked(self.weighed(place), place)
        suits = self.world.preference(int(self.holdout.listeners[place]), int(self.holdout.protocol["cut"]))
        skipped = shown[suits[shown] < 1 / len(suits)]
        return Listener.of([*self.plays[place], *(Signal(int(row), Kind.SKIP) for row in skipped)])


def trained(world: World, events: Events) -> Snapshot:
    """A model of some of the plays of a world, as answers are computed from it."""
    songs = world.catalogue.songs
    artists = artist_rows(songs)
    content = Content(artists, np.full(len(songs), -1, np.int32))
    space = SpectralTrainer().fit(events.combine(), content, SILENT).space
    index = build_index(space.item_vectors, IndexSettings()).index
    popularity = np.bincount(events.song_rows, minlength=len(songs)).astype(np.float32)
    works, facts = world.catalogue.work_rows, Facts.unknown(len(songs))
    return Snapshot("bench", space, index, popularity, artists, works, facts)


def _plays(holdout: Holdout, user_row: int) -> list[Signal]:
    """What one listener had played before the cut, latest first."""
    mine = holdout.train.user_rows == user_row
    times: Int64 = np.asarray(holdout.train.times)[mine]
    songs, inverse, counts = np.unique(holdout.train.song_rows[mine], return_inverse=True, return_counts=True)
    last = np.zeros(len(songs), np.int64)
    np.maximum.at(last, inverse, times // DAY_SECONDS)
    ages = holdout.protocol["cut"] // DAY_SECONDS - last
    order = np.argsort(ages, kind="stable")
    return [Signal(int(songs[at]), Kind.PLAY, int(ages[at]), int(counts[at])) for at in order]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=3000)
    scene = Scene.of(SampleSettings(n_listeners=parser.parse_args().listeners))
    base = scene.found(scene.alike)
    print(f"{len(base)} listeners; one weight for every song: {base.mean():.4f}")
    weighed = scene.found(scene.weighed)
    for name, values, against in (
        ("plays weighed", weighed, base),
        ("then fifty likes of a stranger's songs", scene.found(scene.bursting), weighed),
        ("then skips of what does not suit", scene.found(scene.skipping), weighed),
    ):
        difference = values - against
        spread = 1.96 * difference.std() / np.sqrt(len(difference))
        print(f"{name}: {values.mean():.4f}, {difference.mean():+.4f} ± {spread:.4f}")


if __name__ == "__main__":
    main()
