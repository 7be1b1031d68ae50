"""One list for two listeners of distant taste, balanced in several ways.

    python -m benchmarks.distant_pairs [ARTIFACTS] [--pairs N]

Takes the current release of an artifacts folder (default: artifacts) and asks its measured model for pairs of
held-out listeners: each listener with the one of 60 others whose vector lies farthest from theirs. Both are
known by their history; what they are held to have wanted are the songs held out. Lists have 20 songs.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.asked import Asked, asked_of
from segue.base.arrays import Float32, Float64, Rows
from segue.factors.directions import directions
from segue.factors.top_k import top_k
from segue.recommend.candidates import listener_vector
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.listener import Listener
from segue.recommend.signals import likes
from segue.recommend.together import allowed_by_all, together
from segue.recommend.wishes import Order, Wishes

PAIRS: Final = 300
OTHERS: Final = 60
SONGS: Final = 20
BALANCED: Final = "ours"
BY_TURNS: Final = "ours, rules off"
AVERAGE: Final = "average of vectors"
EQUAL_AVERAGE: Final = "average of vectors of one length"
LEAST_MISERY: Final = "least misery song by song"


@dataclass(frozen=True, eq=False)
class Pair:
    """Two listeners who hear music together.

    Attributes:
        vectors: float32 (2, d).
        among: songs neither knows.
        known: the songs either does.
        truth: what each was held to have wanted.
        fits: float32 (n, 2), of every song: its score as a part of the best eligible one.
    """

    vectors: Float32
    among: Eligible
    known: Rows
    truth: tuple[Rows, Rows]
    fits: Float32


@dataclass(frozen=True)
class Outcome:
    """Means over pairs, of the worse off and over both.

    Attributes:
        least_fit: mean fit of the list to whom it fits less.
        fit: the same to both.
        least_recall: recall of the held-out songs in the list, of whom it finds fewer.
        recall: the same of both.
        median_rank: among their own songs by score, of the list's middle song for whom it is further down.
    """

    least_fit: float
    fit: float
    least_recall: float
    recall: float
    median_rank: float


def pairs(asked: Asked, most: int) -> list[Pair]:
    """Up to ``most`` pairs of distant listeners."""
    generator = np.random.default_rng(0)
    listeners = [
        Listener.of(likes(asked.history.of(row)[0].tolist())) for row in range(asked.history.n_users)
    ]
    personal = asked.snapshot.space.personal.fold_in
    own = np.array([personal.vector(listener.songs, listener.weights) for listener in listeners])
    units = directions(own)
    found = []
    for one in range(min(most, len(listeners))):
        others = generator.choice(len(listeners), min(OTHERS, len(listeners)), replace=False)
        other = int(others[np.argmin(units[others] @ units[one])])
        truth = asked.truth.of(one)[0], asked.truth.of(other)[0]
        found.append(_pair(asked, (listeners[one], listeners[other]), truth))
    return found


def _pair(asked: Asked, members: tuple[Listener, Listener], truth: tuple[Rows, Rows]) -> Pair:
    snapshot = asked.snapshot
    among = allowed_by_all([eligible(snapshot, member, Wishes(SONGS)) for member in members])
    found = [listener_vector(snapshot, member) for member in members]
    vectors = np.array([vector for vector in found if vector is not None])
    scores = snapshot.space.item_vectors @ vectors.T
    known = np.union1d(members[0].hidden, members[1].hidden)
    return Pair(vectors, among, known, truth, scores / scores[among.rows].max(axis=0))


Balance = Callable[[Asked, Pair], Rows]


def balances() -> dict[str, Balance]:
    """The ways to make a list of a pair."""
    return {
        BALANCED: lambda asked, pair: _ours(asked, pair, Order.BALANCED),
        BY_TURNS: lambda asked, pair: _ours(asked, pair, Order.RELEVANCE),
        AVERAGE: lambda asked, pair: _best(
            pair, asked.snapshot.space.item_vectors @ pair.vectors.sum(axis=0)
        ),
        EQUAL_AVERAGE: lambda asked, pair: _best(
            pair, asked.snapshot.space.item_vectors @ directions(pair.vectors).sum(axis=0)
        ),
        LEAST_MISERY: lambda _, pair: _best(pair, pair.fits.min(axis=1) + 1e-6 * pair.fits.mean(axis=1)),
    }


def _ours(asked: Asked, pair: Pair, order: Order) -> Rows:
    wishes = Wishes(SONGS, order=order)
    found = together(asked.snapshot, list(pair.vectors), pair.among, wishes, known=pair.known)
    return found.answer.ranking.rows


def _best(pair: Pair, scores: Float32) -> Rows:
    return pair.among.rows[top_k(scores[pair.among.rows], SONGS)]


def outcome(asked: Asked, among: list[Pair], balance: Balance) -> Outcome:
    """What a way to balance gives pairs of listeners."""
    values = np.array([_values(pair, balance(asked, pair)) for pair in among])
    fit, recall, ranks = values.transpose(1, 2, 0)
    return Outcome(
        least_fit=float(fit.min(axis=0).mean()),
        fit=float(fit.mean()),
        least_recall=float(recall.min(axis=0).mean()),
        recall=float(recall.mean()),
        median_rank=float(np.median(ranks.max(axis=0))),
    )


def _values(pair: Pair, rows: Rows) -> Float64:
    """Fit, recall and rank of the middle song, of each member: float64 (3, 2)."""
    hits = [np.isin(rows, truth).sum() / min(SONGS, len(truth)) for truth in pair.truth]
    eligible_fits = pair.fits[pair.among.rows]
    ranks = [np.median([(eligible_fits[:, m] > fit).sum() + 1 for fit in pair.fits[rows, m]]) for m in (0, 1)]
    return np.array([pair.fits[rows].mean(axis=0), hits, ranks], np.float64)


def table(asked: Asked, among: list[Pair]) -> Iterator[str]:
    """One line for each way to balance, as Markdown."""
    yield "| | fit, worse off | both | recall@20, worse off | both | middle song's rank, worse off |"
    yield "|---|---|---|---|---|---|"
    for name, balance in balances().items():
        found = outcome(asked, among, balance)
        yield (
            f"| {name} | {found.least_fit:.3f} | {found.fit:.3f} | {found.least_recall:.3f} "
            f"| {found.recall:.3f} | {found.median_rank:.0f} |"
        )


def main() -> None:
    """Print the table of one release."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("artifacts", type=Path, nargs="?", default=Path("artifacts"))
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"at most; default {PAIRS}")
    options = parser.parse_args()
    asked = asked_of(options.artifacts, 2000)
    among = pairs(asked, options.pairs)
    print(f"{len(among):,} pairs, {len(asked.snapshot):,} songs\n")
    print(*table(asked, among), sep="\n")


if __name__ == "__main__":
    main()
