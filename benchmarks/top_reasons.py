"""What taking the top reason of a recommendation away does to it.

    python -m benchmarks.top_reasons [ARTIFACTS] [--listeners N]

Takes the current release of an artifacts folder (default: artifacts) and asks its measured model for held-out
listeners, with their history as likes. Of the songs at four places of each one's answer the song of theirs
that brings most is taken away, and score and rank are computed anew among the same eligible songs.
"""

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.catalogue_health import Asked
from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import for_listener
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.reasons import rank, shares
from segue.recommend.signals import likes
from segue.recommend.wishes import Wishes
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_exam

PLACES: Final = (1, 5, 10, 20)
LISTENERS: Final = 300
FELL, STAYED, ROSE = "fell", "stayed", "rose"


@dataclass(frozen=True, eq=False)
class Removals:
    """What became of songs whose top reason was taken away.

    Attributes:
        ranks: at each place how many songs fell, stayed and rose.
        ratios: rank without the reason by rank with it, of every song.
        drops: score with the reason less that without it, of every song.
        gaps: score as served less the sum of its shares, by the score.
    """

    ranks: dict[int, Counter[str]] = field(default_factory=lambda: {place: Counter() for place in PLACES})
    ratios: list[float] = field(default_factory=list)
    drops: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def share(self, what: str, *places: int) -> float:
        """The part of the songs, of those at some places if any are named, that fell, stayed or rose."""
        counted: Counter[str] = sum((self.ranks[place] for place in places or PLACES), Counter())
        return counted[what] / counted.total()

    @property
    def scores_fell(self) -> float:
        """The part of the scores that fell."""
        return float(np.mean(np.array(self.drops) > 0))


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
    among = eligible(snapshot, listener, Wishes(max(PLACES)))
    served = for_listener(snapshot, listener, among, max(PLACES))
    split = shares(snapshot, listener, served.rows)
    if split is None:
        return
    found.gaps.extend(np.abs(split.scores / served.scores - 1).tolist())
    for place in PLACES:
        top, *rest = split.reasons(place - 1, 1)
        if not rest:
            continue  # no song of theirs speaks for it
        without = Listener.of(likes([song for song in songs.tolist() if song != top.song]))
        row = int(served.rows[place - 1])
        before, after = (rank(snapshot, each, among, row) for each in (listener, without))
        found.ranks[place][FELL if after > before else STAYED if after == before else ROSE] += 1
        found.ratios.append(after / before)
        less = shares(snapshot, without, np.array([row], np.int32))
        if less is not None:
            found.drops.append(float(split.scores[place - 1] - less.scores[0]))


def table(found: Removals) -> list[str]:
    """One line for each place, as Markdown."""
    lines = ["| place | fell | stayed | rose |", "|---|---|---|---|"]
    for name, places in [*((str(place), (place,)) for place in PLACES), ("all", PLACES)]:
        shown = " | ".join(f"{found.share(what, *places):.1%}" for what in (FELL, STAYED, ROSE))
        lines.append(f"| {name} | {shown} |")
    lines.append(f"\nscores that fell: {found.scores_fell:.2%} of {len(found.drops):,}")
    lines.append(
        f"median rank without by rank: {np.median(found.ratios):.2f}; worst gap {max(found.gaps):.1e}"
    )
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


def asked_of(artifacts: Path, most: int) -> Asked:
    """The measured model of the current release, and its held-out listeners."""
    store = ReleaseStore(artifacts)
    current = store.current_id()
    if current is None:
        raise SystemExit(f"{artifacts} has no current release; make one with `make train`.")
    release = open_release(store.path(current))
    exam = stored_exam(release.manifest, release.arrays)
    if exam is None:
        raise SystemExit("The current release kept no holdout; train one with a --holdout above 0.")
    return Asked.by(exam, release.arrays["artist_rows"], release.arrays["work_rows"], most)


if __name__ == "__main__":
    main()
