"""Ours on a published split: train, validation and test lists of (user_id, item_id) that others report on.

`python -m benchmarks.published_split TRAIN VALID TEST` takes three Parquet files. The settings of a trainer
are chosen by nDCG@20 on the validation list; the model is then fitted to train and validation together, as
the paper's protocol has it, and asked for every listener of the test list, all songs ranked. Several seeds
show how much of a figure is luck.
"""

import argparse
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from segue.base.progress import SILENT
from segue.factors.content import Content
from segue.factors.interactions import Events, Interactions
from segue.training.baselines import baselines
from segue.training.evaluation import listener_values
from segue.training.rankers import Ranker, SpaceRanker
from segue.training.trainers import make_config, make_trainer

METRICS = ("recall@20", "ndcg@20", "ndcg@100")
SEEDS = (0, 1, 2)
GRIDS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "spectral": {
        "dimensions": (64, 96, 128, 192),
        "song_exponent": (0.2, 0.3, 0.4),
        "popularity_exponent": (0.0, 0.1, 0.2),
    },
    "als": {"dimensions": (64, 128), "alpha": (1.0, 5.0, 20.0)},
    "blend": {"spectral.dimensions": (96, 192), "als_weight": (0.5, 1.0)},
}


def main() -> None:
    """Choose, fit, rank, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("train", "valid", "test"):
        parser.add_argument(name, type=Path)
    files = vars(parser.parse_args())
    columns = {name: _read(path) for name, path in files.items()}
    shape = tuple(int(max(both[side].max() for both in columns.values())) + 1 for side in (0, 1))
    train, valid, test = (_pairs([columns[name]], shape) for name in ("train", "valid", "test"))
    known = _pairs([columns["train"], columns["valid"]], shape)
    print(
        f"{shape[0]:,} listeners, {shape[1]:,} songs; {len(known):,} pairs known, {len(test):,} to be found\n"
    )
    print("| system | settings | " + " | ".join(METRICS) + " |\n|---|---|" + "---|" * len(METRICS))
    for name, ranker in baselines(known, seed=0).items():
        _print(name, "", _scores(ranker, known, test))
    for trainer, grid in GRIDS.items():
        chosen = max(_settings(grid), key=lambda one: _scores(_fitted(trainer, one, train), train, valid)[1])
        for seed in SEEDS:
            scores = _scores(_fitted(trainer, chosen | {"seed": seed}, known), known, test)
            _print(
                f"{trainer}, seed {seed}",
                ", ".join(f"{key} {value}" for key, value in chosen.items()),
                scores,
            )


def _settings(grid: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for values in product(*grid.values()):
        yield dict(zip(grid, values, strict=True))


def _fitted(trainer: str, settings: Mapping[str, Any], pairs: Interactions) -> Ranker:
    config = make_config(trainer, settings)
    return SpaceRanker(make_trainer(config).fit(pairs, Content.unknown(pairs.n_songs), SILENT).space)


def _scores(ranker: Ranker, history: Interactions, truth: Interactions) -> list[float]:
    values = listener_values(ranker, history, truth, METRICS)
    return [float(np.nanmean(values[metric])) for metric in METRICS]


def _read(path: Path) -> tuple[Any, Any]:
    table = pq.read_table(path)
    return table["user_id"].to_numpy(), table["item_id"].to_numpy()


def _pairs(parts: list[tuple[Any, Any]], shape: tuple[int, ...]) -> Interactions:
    users, songs = (np.concatenate([part[side] for part in parts]).astype(np.int32) for side in (0, 1))
    return Events(users, songs, np.ones(len(users), np.float32), None, shape[0], shape[1]).combine()


def _print(name: str, settings: str, scores: list[float]) -> None:
    print(f"| {name} | {settings} | " + " | ".join(f"{score:.4f}" for score in scores) + " |", flush=True)


if __name__ == "__main__":
    main()
