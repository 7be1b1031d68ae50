"""Does an experiment find the better release, and nothing in nothing? How many listeners does it take?

    python -m benchmarks.interleaving [--listeners 3000] [--days 8] [--runs 20] [--spread 0]

On the sample world, cut in time as `listener_weights` does. Every listener is shown ten songs a day for some
days, none of them twice. They look at the song at rank r (from 0) with probability 1 / (1 + 0.15 r), and then
like, play or skip it by their true preference u (1 for a song by chance): liked with probability 0.02 u, at
most 0.5, else played with 0.1 u, at most 0.8, else skipped with 0.4. Both chances of something good are times
the listener's eagerness, log-normal with mean 1 and the given spread. Verdicts are asked for every day, with
the first look after one. A split test shows half of the listeners each release alone and compares the worth
of what they did per song shown. "Takes" is the number of listeners a single look at level 0.05 needs to find
the difference in four of five cases, (1.96 + 0.84)² (s / d)² by interleaving and 2 (1.96 + 0.84)²
(s_A² + s_B²) / d² split, with means d and deviations s of all runs.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import NormalDist

import numpy as np

from benchmarks.listener_weights import Scene, trained
from segue.accounts.signals import Signal
from segue.base.arrays import Bool, Float64, Rows
from segue.factors.snapshot import Snapshot
from segue.listening.sample.settings import SampleSettings
from segue.online.preference import WEIGHTS, preferences, sides_of
from segue.online.verdict import ALPHA, POWER, Verdict, look_times, sentence, verdict
from segue.recommend.coldstart import cold_start
from segue.recommend.interleaving import Coin, interleaved
from segue.recommend.listener import Listener
from segue.recommend.wishes import Wishes

SHOWN, DEPTH = 10, 50
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
WORTH = np.array([WEIGHTS[kind] for kind in Signal])


@dataclass(frozen=True, eq=False)
class Audience:
    """Listeners, and what releases would show them.

    Attributes:
        liking: float64 (m, n), true preferences; the mean of each listener's is 1.
        eagerness: float64 (m,), what the chance of a like or a play is multiplied with.
        rankings: by release, for each listener its songs, best first.
    """

    liking: Float64
    eagerness: Float64
    rankings: dict[str, list[Rows]]

    @classmethod
    def of(cls, settings: SampleSettings, *, spread: float = 0.0) -> "Audience":
        """Invent a world, train releases on all of its log and on parts of it, and rank popular songs."""
        scene = Scene.of(settings)
        events = scene.holdout.train
        tenth, half = (trained(scene.world, events.where(events.user_rows % n == 0)) for n in (10, 2))
        places = range(len(scene.plays))
        cut = int(scene.holdout.protocol["cut"])
        liking = np.array([scene.world.preference(int(scene.holdout.listeners[at]), cut) for at in places])
        listeners = [scene.weighed(at) for at in places]
        return cls(
            liking * liking.shape[1],
            np.exp(spread * np.random.default_rng(0).standard_normal(len(liking)) - spread**2 / 2),
            {
                "whole log": [_ranked(scene.snapshot, listener) for listener in listeners],
                "half": [_ranked(half, listener) for listener in listeners],
                "a tenth": [_ranked(tenth, listener) for listener in listeners],
                "popular": [_popular(scene.snapshot, listener) for listener in listeners],
            },
        )

    def reactions(self, listener: int, songs: Sequence[int], chance: np.random.Generator) -> Bool:
        """What a listener does with each song of a list: bool (k, 4), a column for each :class:`Signal`."""
        wanted = self.eagerness[listener] * self.liking[listener, list(songs)]
        draws = chance.random((4, len(songs)))
        looks = draws[0] < 1 / (1 + 0.15 * np.arange(len(songs)))
        likes = looks & (draws[1] < np.minimum(0.02 * wanted, 0.5))
        plays = looks & ~likes & (draws[2] < np.minimum(0.1 * wanted, 0.8))
        skips = looks & ~likes & ~plays & (draws[3] < 0.4)
        return np.stack([plays, likes, skips, np.zeros(len(songs), np.bool_)], axis=1)

    def interleaved(
        self, a: str, b: str, *, run: int, days: int, drafting_all: bool = False
    ) -> list[Float64]:
        """The preferences shown by the end of each day."""
        chance = np.random.default_rng([run, 1])
        sides, came, whose, when = [], [], [], []
        for listener in range(len(self.liking)):
            left = [self.rankings[name][listener].tolist() for name in (a, b)]
            for day in range(days):
                coin = Coin((f"run {run}", str(listener), "shelf", str(day)))
                found = interleaved(left[0], left[1], coin, SHOWN, drafting_all=drafting_all)
                left = [[song for song in songs if song not in found.keys] for songs in left]
                sides.append(sides_of(found.arms, len(found.keys)))
                came.append(self.reactions(listener, found.keys, chance))
                whose += [listener] * len(found.keys)
                when += [day] * len(found.keys)
        of, on = np.array(whose), np.array(when)
        all_sides, all_came = np.concatenate(sides), np.concatenate(came)
        return [preferences(of[on <= day], all_sides[on <= day], all_came[on <= day]) for day in range(days)]

    def alone(self, release: str, *, run: int, days: int) -> Float64:
        """What each listener does with one release, worth per song shown: float64 (m,)."""
        chance = np.random.default_rng([run, 2])
        worth = np.zeros(len(self.liking))
        for listener, songs in enumerate(self.rankings[release]):
            pages = [songs[SHOWN * day : SHOWN * (day + 1)] for day in range(days)]
            worth[listener] = sum(
                float((self.reactions(listener, page.tolist(), chance) @ WORTH).sum()) for page in pages
            )
        return worth / (SHOWN * days)


def _ranked(snapshot: Snapshot, listener: Listener) -> Rows:
    return cold_start(snapshot, listener, Wishes(DEPTH)).ranking.rows


def _popular(snapshot: Snapshot, listener: Listener) -> Rows:
    known = np.isin(snapshot.popular, listener.hidden)
    return snapshot.popular[~known][:DEPTH]


def verdict_of(shown: Sequence[Float64]) -> Verdict:
    """The verdict after some days, of the preferences shown by the end of each."""
    day = timedelta(days=1)

    def by(moment: datetime) -> Float64:
        return shown[(moment - BEGINNING) // day - 1]

    return verdict(look_times(BEGINNING, day), BEGINNING + len(shown) * day, by, over=False)


@dataclass(frozen=True)
class Needed:
    """How many listeners a comparison takes.

    Attributes:
        interleaved: by interleaving.
        split: showing each release to one half.
    """

    interleaved: float
    split: float


def needed(audience: Audience, a: str, b: str, *, runs: int, days: int, drafting_all: bool = False) -> Needed:
    """How many listeners it takes to find out, by the effects seen in some runs."""
    sure = (NormalDist().inv_cdf(1 - ALPHA / 2) + NormalDist().inv_cdf(POWER)) ** 2
    shown = np.concatenate(
        [audience.interleaved(a, b, run=run, days=days, drafting_all=drafting_all)[-1] for run in range(runs)]
    )
    share = len(shown) / (runs * len(audience.liking))  # who did nothing with either side takes part too
    one, other = (
        np.concatenate([audience.alone(release, run=run, days=days) for run in range(runs)])
        for release in (a, b)
    )
    return Needed(
        interleaved=sure * float(shown.var() / shown.mean() ** 2) / share,
        split=sure * 2 * float((one.var() + other.var()) / (other.mean() - one.mean()) ** 2),
    )


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=3000)
    parser.add_argument("--days", type=int, default=8)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--spread", type=float, default=0.0, help="of how eager listeners are")
    options = parser.parse_args()
    audience = Audience.of(SampleSettings(n_listeners=options.listeners), spread=options.spread)
    print(f"{len(audience.liking)} listeners, {options.days} days, {options.runs} runs\n")
    _tell(audience, "whole log", "whole log", options.runs, options.days)
    for a in ("half", "a tenth", "popular"):
        _tell(audience, a, "whole log", options.runs, options.days)
        for drafting_all in (False, True):
            takes = needed(
                audience, a, "whole log", runs=options.runs, days=options.days, drafting_all=drafting_all
            )
            print(
                f"  takes {takes.interleaved:.0f} listeners"
                f"{' with all songs drafted' if drafting_all else ''}; a split test {takes.split:.0f}, "
                f"{takes.split / takes.interleaved:.1f} times as many"
            )


def _tell(audience: Audience, a: str, b: str, runs: int, days: int) -> None:
    found = [
        verdict_of(audience.interleaved(a, b, run=run, days=days, drafting_all=a == b)) for run in range(runs)
    ]
    print(f"A {a}, B {b}:")
    for outcome in dict.fromkeys(each.outcome for each in found):
        taken = np.median([len(each.looks) for each in found if each.outcome is outcome])
        n_found = sum(each.outcome is outcome for each in found)
        print(f"  {outcome}: {n_found} of {runs}, after {taken:g} looks (median)")
    print(f"  run 0: {sentence(found[0])}")


if __name__ == "__main__":
    main()
