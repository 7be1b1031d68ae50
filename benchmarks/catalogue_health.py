"""What the rules do to a catalogue, and what they cost.

    python -m benchmarks.catalogue_health [ARTIFACTS] [--listeners N] [--dials]

Takes the current release of an artifacts folder (default: artifacts), asks its measured model, which has not
seen the holdout, for the first 20 songs for each held-out listener, by relevance alone and balanced, and
says how far over the catalogue these go, how often artists repeat, and what the rules cost in nDCG@20.
`--dials` adds the dials of discovery and diversity.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.asked import Asked, asked_of
from segue.base.arrays import Float64, Rows
from segue.factors import metrics
from segue.factors.directions import directions
from segue.factors.interactions import Interactions
from segue.recommend.coldstart import cold_start
from segue.recommend.listener import Listener
from segue.recommend.signals import seeds
from segue.recommend.wishes import Order, Wishes
from segue.releases.summaries import HEADLINE
from segue.training.measures import SHOWN, exposure_values, ranking_values

LISTENERS: Final = 2000
RULES_OFF: Final = "rules off"
RULES_ON: Final = "rules on"
TURNS: Final = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True, eq=False)
class Health:
    """What a way to answer gives all listeners together.

    Attributes:
        ndcg: float64 (m,), nDCG@20 of each listener.
        exposure: as :func:`segue.training.measures.exposure_values` names them.
        likeness: mean greatest cosine of a song to one the listener knows.
        relaxed: rule → share of the answers that break it.
    """

    ndcg: Float64
    exposure: Mapping[str, float]
    likeness: float
    relaxed: Mapping[str, float]


def orders() -> dict[str, Wishes]:
    """Answers without the rules and with them."""
    return {RULES_OFF: Wishes(SHOWN, order=Order.RELEVANCE), RULES_ON: Wishes(SHOWN)}


def discovery_turns() -> dict[str, Wishes]:
    """The dial of discovery, from what is known and near to what few know."""
    return {f"discovery {turn}": Wishes(SHOWN, discovery=turn) for turn in TURNS}


def diversity_turns() -> dict[str, Wishes]:
    """The dial of diversity, from relevance alone to as different as can be."""
    return {f"diversity {turn}": Wishes(SHOWN, diversity=turn) for turn in TURNS}


def health(asked: Asked, wishes: Wishes) -> Health:
    """Answer every listener in one way."""
    answers = [cold_start(asked.snapshot, listener, wishes) for listener in _listeners(asked.history)]
    lists = metrics.padded((answer.ranking.rows for answer in answers), SHOWN)
    hit = metrics.hits(lists, asked.truth)
    broken = [str(rule) for answer in answers for rule in answer.relaxed]
    return Health(
        ranking_values(hit, np.diff(asked.truth.indptr), (HEADLINE,))[HEADLINE],
        exposure_values(lists, asked.facts),
        _likeness(asked, lists),
        {rule: broken.count(rule) / len(answers) for rule in sorted(set(broken))},
    )


def cost(found: Health, plain: Health) -> tuple[float, float, float]:
    """What share of the nDCG of ``plain`` is lost, 0 … 1, and its 95 % interval."""
    lost = plain.ndcg - found.ndcg
    low, high = metrics.bootstrap_interval(lost, seed=0)
    share = np.array([lost.mean(), low, high]) / plain.ndcg.mean()
    return float(share[0]), float(share[1]), float(share[2])


def table(found: Mapping[str, Health]) -> Iterator[str]:
    """One line for each way to answer, as Markdown; costs are against the first."""
    plain = next(iter(found.values()))
    yield (
        "| | nDCG@20 | cost | coverage@20 | Gini | artist repetition | intra-list distance "
        "| popularity percentile | likeness to known songs | rules broken in |"
    )
    yield "|" + "---|" * 10
    for name, values in found.items():
        lost, low, high = cost(values, plain)
        shown = values.exposure
        relaxed = ", ".join(f"{rule} {share:.0%}" for rule, share in values.relaxed.items())
        yield (
            f"| {name} | {values.ndcg.mean():.4f} | {lost:.1%} [{low:.1%}, {high:.1%}] "
            f"| {shown['coverage@20']:.3f} | {shown['gini@20']:.3f} | {shown['artist_repetition@20']:.3f} "
            f"| {shown['diversity@20']:.3f} | {shown['popularity_percentile@20']:.3f} "
            f"| {values.likeness:.3f} | {relaxed} |"
        )


def _listeners(history: Interactions) -> Iterator[Listener]:
    for row in range(history.n_users):
        songs, _ = history.of(row)
        yield Listener.of(seeds(songs.tolist()))


def _likeness(asked: Asked, lists: Rows) -> float:
    units = directions(asked.facts.vectors)
    nearest = [
        (units[row[row != metrics.NO_SONG]] @ units[asked.history.of(number)[0]].T).max(axis=1).mean()
        for number, row in enumerate(lists)
    ]
    return float(np.mean(nearest))


def main() -> None:
    """Print the table of one release."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("artifacts", type=Path, nargs="?", default=Path("artifacts"))
    parser.add_argument("--listeners", type=int, default=LISTENERS, help=f"at most; default {LISTENERS}")
    parser.add_argument("--dials", action="store_true", help="also the dials of discovery and diversity")
    options = parser.parse_args()
    asked = asked_of(options.artifacts, options.listeners)
    compared = orders() | (discovery_turns() | diversity_turns() if options.dials else {})
    print(f"{asked.history.n_users:,} listeners, {len(asked.snapshot):,} songs\n")
    print(*table({name: health(asked, wishes) for name, wishes in compared.items()}), sep="\n")


if __name__ == "__main__":
    main()
