"""Do listeners of two distant tastes find both on their page, each with its share?

    python -m benchmarks.two_tastes [ARTIFACTS] [--pairs N]

Takes the current release of an artifacts folder (default: artifacts) and asks its measured model for people
made of two held-out listeners, each of a taste whose songs belong together (mean cosine of their vectors at
least 0.35): some songs of one, some of another whose vector lies far from theirs. A shown song belongs to the
half whose songs it shares more listeners with: the mean cosine of its listeners and theirs, among the
held-out listeners, whom the model has not seen. Beside it: what the first shelf costs in nDCG, for held-out
listeners as they are.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.asked import Asked, asked_of
from segue.base.arrays import Float32, Rows
from segue.factors import metrics
from segue.factors.directions import directions
from segue.factors.interactions import Interactions
from segue.recommend.coldstart import cold_start
from segue.recommend.listener import Listener
from segue.recommend.shelves import Page
from segue.recommend.signals import seeds
from segue.recommend.themes import Kind
from segue.recommend.wishes import Order, Wishes

DAY: Final = date(2026, 3, 1)
PAIRS: Final = 200
OTHERS: Final = 60
SONGS: Final = 20
LEAST_COSINE: Final = 0.35
MIXTURES: Final = ((20, 20), (16, 4))
BECAUSE: Final = "Because you like"
BY_RELEVANCE: Final = "one vector, by relevance"
BALANCED: Final = "one vector, balanced"


@dataclass(frozen=True, eq=False)
class Pair:
    """Somebody of two tastes.

    Attributes:
        listener: who likes songs of both, all alike.
        halves: the songs of each, int32.
        truths: what each half was held to have wanted.
    """

    listener: Listener
    halves: tuple[Rows, Rows]
    truths: tuple[Rows, Rows]


def pairs(asked: Asked, sizes: tuple[int, int], most: int) -> list[Pair]:
    """Up to ``most`` people made of two listeners of one taste each.

    Args:
        asked: a model and its held-out listeners.
        sizes: how many songs of each, drawn.
        most: of pairs.
    """
    generator = np.random.default_rng(0)
    single = [row for row in range(asked.history.n_users) if _is_single(asked, row, max(sizes))]
    fold_in = asked.snapshot.space.personal.fold_in
    own = np.array([fold_in.vector(*asked.history.of(row)) for row in single])
    units = directions(own)
    found = []
    for one in generator.permutation(len(single))[:most].tolist():
        others = generator.choice(len(single), min(OTHERS, len(single)), replace=False)
        other = int(others[np.argmin(units[others] @ units[one])])
        halves = [
            generator.permutation(asked.history.of(single[row])[0])[:size]
            for row, size in zip((one, other), sizes, strict=True)
        ]
        truths = (asked.truth.of(single[one])[0], asked.truth.of(single[other])[0])
        listener = Listener.of(seeds(np.concatenate(halves).tolist()))
        found.append(Pair(listener, (halves[0], halves[1]), truths))
    return found


def _is_single(asked: Asked, row: int, least: int) -> bool:
    songs, _ = asked.history.of(row)
    if len(songs) < least:
        return False
    units = directions(asked.snapshot.space.personal.item_vectors[songs])
    return float(np.square(units.mean(axis=0)).sum()) >= LEAST_COSINE


Way = Callable[[Asked, Listener], Rows]


def ways() -> dict[str, Way]:
    """The ways to answer with one list of 20 songs."""
    return {
        BECAUSE: because,
        BY_RELEVANCE: lambda asked, listener: _one_vector(asked, listener, SONGS, Order.RELEVANCE),
        BALANCED: lambda asked, listener: _one_vector(asked, listener, SONGS, Order.BALANCED),
    }


def because(asked: Asked, listener: Listener, count: int = SONGS) -> Rows:
    """The first shelf of today, with no other beside it."""
    page = Page.of(asked.snapshot, listener, Wishes(count), day=DAY)
    return replace(page, themes=page.themes[:1]).shelves()[0].answer.ranking.rows


def _one_vector(asked: Asked, listener: Listener, count: int, order: Order) -> Rows:
    return cold_start(asked.snapshot, listener, Wishes(count, order=order)).ranking.rows


@dataclass(frozen=True)
class Found:
    """Means over pairs.

    Attributes:
        share: of the songs that belong to either half, those of the second.
        error: mean distance of that from the half's share of the listener's songs.
        left_out: share of the pairs who find no song of the second half.
    """

    share: float
    error: float
    left_out: float


class Belonging:
    """Which half a song belongs to, by who else listens to it."""

    def __init__(self, asked: Asked) -> None:
        heard = np.zeros((asked.history.n_users, len(asked.snapshot)), np.float32)
        for pairs_of in (asked.history, asked.truth):
            heard[pairs_of.user_rows, pairs_of.song_rows] = 1
        norms = np.linalg.norm(heard, axis=0)
        self._units: Float32 = (heard / np.where(norms > 0, norms, 1)).astype(np.float32)

    def counts(self, rows: Rows, pair: Pair) -> tuple[int, int]:
        """How many songs belong to each half; one as near to both belongs to none."""
        first, second = ((self._units[:, rows].T @ self._units[:, half]).mean(axis=1) for half in pair.halves)
        return int((first > second).sum()), int((second > first).sum())


def found_by(asked: Asked, people: list[Pair], belonging: Belonging, way: Way) -> Found:
    """How one way to answer treats people of two tastes."""
    shares, wanted = [], []
    for pair in people:
        first, second = belonging.counts(way(asked, pair.listener), pair)
        shares.append(second / max(first + second, 1))
        wanted.append(len(pair.halves[1]) / sum(map(len, pair.halves)))
    share = np.array(shares)
    return Found(float(share.mean()), float(np.abs(share - wanted).mean()), float((share == 0).mean()))


def shelved(asked: Asked, people: list[Pair], belonging: Belonging) -> tuple[float, float]:
    """Share of the pairs with a taste shelf for each half, and of those with just two taste shelves.

    A shelf is for the half that most of its songs belong to.
    """
    both, exactly = 0, 0
    for pair in people:
        page = Page.of(asked.snapshot, pair.listener, Wishes(8), day=DAY).shelves()
        of_tastes = [shelf for shelf in page if shelf.theme.kind is Kind.TASTE]
        counts = [belonging.counts(shelf.answer.ranking.rows, pair) for shelf in of_tastes]
        both += any(first > second for first, second in counts) and any(a < b for a, b in counts)
        exactly += len(of_tastes) == 2
    return both / len(people), exactly / len(people)


def second_recall(asked: Asked, people: list[Pair]) -> tuple[float, float]:
    """Recall of what the second half was held to have wanted: on the page, and in one list as long."""
    on_page, in_list = [], []
    for pair in people:
        rows = _whole_page(asked, pair.listener)
        one = _one_vector(asked, pair.listener, len(rows), Order.RELEVANCE)
        on_page.append(np.isin(pair.truths[1], rows).mean())
        in_list.append(np.isin(pair.truths[1], one).mean())
    return float(np.mean(on_page)), float(np.mean(in_list))


def ndcg(asked: Asked, way: Way) -> float:
    """Mean nDCG@20 over the held-out listeners as they are."""
    lists = [way(asked, listener) for listener in _listeners(asked.history)]
    hit = metrics.hits(metrics.padded(lists, SONGS), asked.truth)
    return float(np.nanmean(metrics.ndcg(hit, np.diff(asked.truth.indptr), SONGS)))


def page_recall(asked: Asked) -> tuple[float, float]:
    """Mean recall for the held-out listeners: of a page of eight songs a shelf, of one list as long."""
    on_page, in_list = [], []
    for row, listener in enumerate(_listeners(asked.history)):
        rows = _whole_page(asked, listener)
        one = _one_vector(asked, listener, len(rows), Order.RELEVANCE)
        truth, _ = asked.truth.of(row)
        on_page.append(np.isin(truth, rows).mean())
        in_list.append(np.isin(truth, one).mean())
    return float(np.mean(on_page)), float(np.mean(in_list))


def _whole_page(asked: Asked, listener: Listener) -> Rows:
    page = Page.of(asked.snapshot, listener, Wishes(8), day=DAY).shelves()
    return np.concatenate([shelf.answer.ranking.rows for shelf in page])


def _listeners(history: Interactions) -> Iterator[Listener]:
    for row in range(history.n_users):
        yield Listener.of(seeds(history.of(row)[0].tolist()))


def table(asked: Asked, most: int) -> Iterator[str]:
    """One line for each mixture and way, as Markdown."""
    belonging = Belonging(asked)
    yield "| songs | list | share of the second | mean error | finds none of it |"
    yield "|---|---|---|---|---|"
    for sizes in MIXTURES:
        people = pairs(asked, sizes, most)
        for name, way in ways().items():
            found = found_by(asked, people, belonging, way)
            yield (
                f"| {sizes[0]} + {sizes[1]} | {name} | {found.share:.3f} "
                f"| {found.error:.3f} | {found.left_out:.3f} |"
            )
        both, exactly = shelved(asked, people, belonging)
        on_page, in_list = second_recall(asked, people)
        yield (
            f"\n{len(people)} pairs; shelves for both {both:.3f}, exactly two {exactly:.3f}; recall of the "
            f"second half's held-out songs {on_page:.3f} on the page, {in_list:.3f} in one list as long\n"
        )
    few = asked.of(500)
    yield from (f"nDCG@20, {name}: {ndcg(few, way):.4f}" for name, way in ways().items())
    yield "recall {:.4f} on the page, {:.4f} in one list as long".format(*page_recall(few))


def main() -> None:
    """Print the table of one release."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("artifacts", type=Path, nargs="?", default=Path("artifacts"))
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"at most; default {PAIRS}")
    options = parser.parse_args()
    asked = asked_of(options.artifacts, 2000)
    print(*table(asked, options.pairs), sep="\n")


if __name__ == "__main__":
    main()
