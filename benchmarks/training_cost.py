"""What training costs and what it buys: trainers of Segue and implicit's ALS on one log, in one run.

    python -m benchmarks.training_cost LOG [--songs FILE] [--model "spectral dimensions=256"] ...

A model is the name of a trainer with settings, or `implicit` with those of benchmarks/implicit_als.py. All
learn from the same part of the log, and the same held-out listeners are asked for (docs/training.md), what
they know folded in. Each model is alone in a process of its own, on one thread; CPU time is that of training
alone, and peak memory is what the process held until then. Under the table stands, for every `implicit`, the
cheapest other model that ranks at least as well by nDCG@100.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.processes import Cost, own_peak_bytes
from segue.base.arrays import Float64
from segue.base.progress import SILENT
from segue.factors.content import Content
from segue.factors.interactions import Interactions
from segue.factors.metrics import bootstrap_interval
from segue.factors.space import ItemSpace
from segue.listening.log import read_log
from segue.training.content import content_of
from segue.training.evaluation import EVALUATED_LISTENERS, HeldOut, listener_values
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.rankers import PopularityRanker, Ranker, SpaceRanker
from segue.training.trainers import make_config, make_trainer, parse_settings

MODELS = (
    "spectral dimensions=64",
    "spectral dimensions=128",
    "spectral dimensions=256",
    "spectral dimensions=512",
    "implicit factors=64",
    "implicit factors=128",
    "implicit factors=256",
)
METRICS = ("recall@20", "ndcg@20", "ndcg@100")
RIVAL = "implicit"


@dataclass(frozen=True, eq=False)
class Split:
    """What models learn from, over n songs, and whom they are tested on.

    Attributes:
        pairs: m listeners that are learned from.
        content: of the n songs.
        history: k held-out listeners' songs that are known, each as a seed.
        truth: the same k listeners' songs to be found.
    """

    pairs: Interactions
    content: Content
    history: Interactions
    truth: Interactions


@dataclass(frozen=True, eq=False)
class Result:
    """One model on one split.

    Attributes:
        model: as named on the command line.
        cost: of training; peak memory is the most its process held until it was trained.
        values: metric name → float64 (k,), one value per listener.
    """

    model: str
    cost: Cost
    values: dict[str, Float64]

    @property
    def ndcg(self) -> float:
        """Mean nDCG@100."""
        return float(np.nanmean(self.values["ndcg@100"]))


def make_split(log_path: Path, songs_path: Path | None, seed: int) -> Split:
    """Read a log and hold a part of it out."""
    log = read_log(log_path, songs_path=songs_path)
    holdout = hold_out(log.events, log.users, HoldoutPlan(seed=seed))
    if holdout is None:
        raise SystemExit("The log is too small to hold anything out.")
    pairs = holdout.train.combine()
    heard = np.flatnonzero(pairs.song_counts).astype(np.int32)
    rows = np.full(pairs.n_songs, -1, np.int32)
    rows[heard] = np.arange(len(heard), dtype=np.int32)
    active = np.flatnonzero(np.diff(pairs.indptr)).astype(np.int32)
    held_out = HeldOut.known_to(holdout, rows, len(heard)).evaluated(EVALUATED_LISTENERS)
    return Split(
        pairs.take(active).with_songs(rows, len(heard)),
        content_of(log.songs.take(heard)),
        held_out.history,
        held_out.truth,
    )


def measure(split: Split, model: str) -> Result:
    """Train and test one model, in the process this is called in."""
    fit = _fit_of(model)
    cpu, wall = time.process_time(), time.perf_counter()
    space = fit(split)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    cost = Cost(wall, cpu, own_peak_bytes())
    return Result(model, cost, _values(SpaceRanker(space), split))


def measure_apart(split: Split, models: Sequence[str]) -> list[Result]:
    """Train and test models one after the other, each in a fresh process with one thread."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # read when NumPy is imported there
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as processes:
        return [processes.submit(measure, split, model).result() for model in models]


def table(split: Split, results: Sequence[Result]) -> str:
    """The results as Markdown."""
    pairs = split.pairs
    lines = [
        f"{len(pairs):,} pairs, {pairs.n_users:,} listeners, {pairs.n_songs:,} songs",
        f"and {split.history.n_users:,} listeners held out:\n",
        "| model | CPU s | wall s | peak MB | " + " | ".join(METRICS) + " |",
        "|---" * (4 + len(METRICS)) + "|",
    ]
    popularity = _values(PopularityRanker(pairs.song_counts), split)
    lines.append(f"| popularity | | | | {_means(popularity)} |")
    lines += [
        f"| {result.model} | {result.cost.cpu_seconds:.1f} | {result.cost.wall_seconds:.1f} "
        f"| {result.cost.peak_bytes / 1e6:.0f} | {_means(result.values)} |"
        for result in results
    ]
    return "\n".join(lines)


def verdicts(results: Sequence[Result]) -> list[str]:
    """For every rival, a sentence on the cheapest other model with no lower nDCG@100."""
    rivals = [result for result in results if result.model.split()[0] == RIVAL]
    others = [result for result in results if result not in rivals]
    return [_verdict(rival, others) for rival in rivals]


def _verdict(rival: Result, others: Sequence[Result]) -> str:
    level = [other for other in others if other.ndcg >= rival.ndcg]
    if not level:
        return f"No model reaches the nDCG@100 of {rival.model}."
    best = min(level, key=lambda other: other.cost.cpu_seconds)
    difference = best.values["ndcg@100"] - rival.values["ndcg@100"]
    low, high = bootstrap_interval(difference, seed=0)
    return (
        f"{best.model} against {rival.model}: {best.cost.cpu_seconds:.1f} s of CPU against "
        f"{rival.cost.cpu_seconds:.1f}, nDCG@100 {np.nanmean(difference):+.4f} [{low:+.4f}, {high:+.4f}]."
    )


def _fit_of(model: str) -> Callable[[Split], ItemSpace]:
    name, *texts = model.split()
    settings = parse_settings(texts)
    if name == RIVAL:
        # an extra, and only for its own rows
        from benchmarks.implicit_als import fit_implicit

        return lambda split: fit_implicit(split.pairs, settings)
    trainer = make_trainer(make_config(name, settings))
    return lambda split: trainer.fit(split.pairs, split.content, SILENT).space


def _values(ranker: Ranker, split: Split) -> dict[str, Float64]:
    return listener_values(ranker, split.history, split.truth, METRICS)


def _means(values: dict[str, Float64]) -> str:
    return " | ".join(f"{np.nanmean(values[metric]):.4f}" for metric in METRICS)


def main() -> None:
    """Print the table and the verdicts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path)
    parser.add_argument("--songs", type=Path, help="titles, artists and albums by song id")
    parser.add_argument("--model", action="append", help=f"default: {', '.join(MODELS)}")
    parser.add_argument("--seed", type=int, default=0, help="of the holdout")
    options = parser.parse_args()
    split = make_split(options.log, options.songs, options.seed)
    results = measure_apart(split, options.model or MODELS)
    print(table(split, results), *verdicts(results), sep="\n\n")


if __name__ == "__main__":
    main()
