"""What taking the top reason of a recommendation away does to it.

    python -m benchmarks.top_reasons [ARTIFACTS] [--listeners N]

Takes the current release of an artifacts folder (default: artifacts) and asks its measured model for held-out
listeners, with their history as likes. Of songs at a few places among all that are eligible for each of them
the song of theirs that brings most is taken away, and score and rank are computed anew among the same songs.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.asked import Asked, asked_of
from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import for_listener
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.reasons import rank, shares
from segue.recommend.signals import likes
from segue.recommend.wishes import Wishes

SHOWN: Final = (1, 5, 10, 20)
BELOW: Final = (50, 200, 1000)
LISTENERS: Final = 300
HALF: Final = 0.5


@dataclass(frozen=True)
class Removal:
    """What became of one song when its top reason was taken away.

    Attributes:
        place: where it stood, 1 the first.
        without: where it stands then.
        part: what the reason brought, by the score.
        drop: score less that without the reason.
        leads: whether the reason brought no song that stood higher more.
    """

    place: int
    without: int
    part: float
    drop: float
    leads: bool


@dataclass(frozen=True, eq=False)
class Removals:
    """Many of them.

    Attributes:
        of: in any order.
        gaps: score as served less the sum of its shares, by the score; of the first songs.
    """

    of: list[Removal] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def where(self, holds: Callable[[Removal], bool]) -> "Removals":
        """Those of which something holds."""
        return Removals([one for one in self.of if holds(one)], self.gaps)

    def at(self, *places: int) -> "Removals":
        """Those of songs that stood at some places."""
        return self.where(lambda one: one.place in places)

    @property
    def fell(self) -> float:
        """The part of them that stands lower."""
        return float(np.mean([one.without > one.place for one in self.of]))

    @property
    def rose(self) -> float:
        """The part of them that stands higher."""
        return float(np.mean([one.without < one.place for one in self.of]))

    @property
    def scores_fell(self) -> float:
        """The part of them that has a lower score."""
        return float(np.mean([one.drop > 0 for one in self.of]))


def removals(asked: Asked, most: int) -> Removals:
    """Take the top reason of a few songs away from each of up to ``most`` listeners."""
    found = Removals()
    asked = asked.of(most)
    for number in range(asked.history.n_users):
        songs, _ = asked.history.of(number)
        if len(songs) > 1:  # without the only one a listener is a stranger
            _remove(asked.snapshot, songs, found)
    return found


def _remove(snapshot: Snapshot, songs: Rows, found: Removals) -> None:
    listener = Listener.of(likes(songs.tolist()))
    among = eligible(snapshot, listener, Wishes(max(BELOW)))
    served = for_listener(snapshot, listener, among, max(BELOW))
    split = shares(snapshot, listener, served.rows)
    if split is None:
        return
    shown = slice(max(SHOWN))
    found.gaps.extend(np.abs(split.scores[shown] / served.scores[shown] - 1).tolist())
    for place in SHOWN + BELOW:
        if place > len(served):
            break
        top, *rest = split.reasons(place - 1, 1)
        if not rest:
            continue  # no song of theirs speaks for it
        without = Listener.of(likes([song for song in songs.tolist() if song != top.song]))
        row, score = served.rows[place - 1], split.scores[place - 1]
        less = shares(snapshot, without, np.array([row], np.int32))
        brought = split.parts[:, np.flatnonzero(split.songs == top.song)[0]]
        found.of.append(
            Removal(
                place=rank(snapshot, listener, among, int(row)),
                without=rank(snapshot, without, among, int(row)),
                part=top.share / score if score > 0 else np.inf,
                drop=score - less.scores[0] if less is not None else score,
                leads=bool(top.share >= brought[:place].max()),
            )
        )


def table(found: Removals) -> list[str]:
    """One line for each place, and for what is said of them, as Markdown."""
    lines = ["| songs | how many | fell | stayed | rose |", "|---|---|---|---|---|"]
    named = {f"place {place}": found.at(place) for place in SHOWN + BELOW} | {
        "the first twenty": found.at(*SHOWN),
        "those whose reason is half of the score": found.where(lambda one: one.part >= HALF),
        "those to which it brings no less than to all above": found.where(lambda one: one.leads),
        "all": found,
    }
    for name, some in named.items():
        if not some.of:
            continue
        stayed = max(0.0, 1 - some.fell - some.rose)
        lines.append(f"| {name} | {len(some.of):,} | {some.fell:.1%} | {stayed:.1%} | {some.rose:.1%} |")
    lines.append(f"\nscores that fell: {found.scores_fell:.2%}; worst gap {max(found.gaps):.1e}")
    return lines


def main() -> None:
    """Print the table of one release."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("artifacts", type=Path, nargs="?", default=Path("artifacts"))
    parser.add_argument("--listeners", type=int, default=LISTENERS, help=f"at most; default {LISTENERS}")
    options = parser.parse_args()
    asked = asked_of(options.artifacts, options.listeners)
    print(*table(removals(asked, options.listeners)), sep="\n")


if __name__ == "__main__":
    main()
