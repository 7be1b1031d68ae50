"""What should likes and skips of accounts weigh in training? On what a simulated month has left.

    python -m benchmarks.signal_weights FOLDER

FOLDER is that of `benchmarks.simulated_month` with its default sizes. The log and all that accounts told by
the end of the month are merged by different weights and trained on; nDCG@20 is that of the month's accounts,
asked for offline with all they have done. Differences are paired by listener, against the default weights.
What other releases would have shown in the month, and so what would have been told, is not followed.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.month.cast import Cast
from benchmarks.month.telling import difference
from benchmarks.simulated_month import N_EXTRA, month_cast
from db.database import Database
from segue.accounts.signals import Signal as Told
from segue.base.arrays import Float64, Rows
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors import metrics
from segue.factors.facts import Facts
from segue.factors.snapshot import Snapshot
from segue.listening.log import ListeningLog, read_log
from segue.recommend.coldstart import cold_start
from segue.recommend.listener import Listener
from segue.recommend.signals import Kind, Signal, seeds
from segue.recommend.wishes import Wishes
from segue.releases.index import IndexSettings, build_index
from segue.training.dataset.held import Held
from segue.training.dataset.merging import merge
from segue.training.dataset.reading import read_held
from segue.training.dataset.weights import SignalWeights
from segue.training.holdout import HoldoutPlan
from segue.training.trainers import make_config
from segue.training.training import Trained, train

SHOWN, DAY_SECONDS = 20, 86_400
DEFAULT = SignalWeights()
WEIGHTS = {
    # only which pairs there are counts for spectral, so likes weigh the same
    "spectral": (DEFAULT, SignalWeights(skip=0), SignalWeights(skip=2)),
    "als": (
        DEFAULT,
        *(SignalWeights(like=like) for like in (1, 3, 5, 10)),
        *(SignalWeights(skip=skip) for skip in (0, 0.5, 2)),
    ),
}
_SPEAKS = {Told.PLAY: Kind.PLAY, Told.SKIP: Kind.SKIP, Told.LIKE: Kind.LIKE}


def found(cast: Cast, held: Held, trained: Trained) -> Float64:
    """nDCG@20 of each account that was measured in the month: float64 (m,)."""
    songs, world_ids = trained.songs, cast.world.catalogue.songs.ids
    snapshot = Snapshot(
        "bench",
        trained.model.space,
        build_index(trained.model.space.item_vectors, IndexSettings()).index,
        trained.popularity.astype(np.float32),
        artist_rows(songs),
        work_rows(songs),
        Facts.unknown(len(songs)),
    )
    m, told_rows = len(cast.accounts) - N_EXTRA, songs.ids.look_up(held.song_ids)
    lists = []
    for place, seed_rows in enumerate(cast.accounts.seeds[:m].tolist()):
        named = songs.ids.look_up(world_ids.ids.take(seed_rows))
        rows = _answer(snapshot, held, told_rows, place, named)
        lists.append(world_ids.look_up(songs.ids.ids.take(rows.tolist())))
    truth = cast.accounts.to_find().take(np.arange(m, dtype=np.int32))
    return metrics.ndcg(metrics.hits(metrics.padded(lists, SHOWN), truth), np.diff(truth.indptr), SHOWN)


def _answer(snapshot: Snapshot, held: Held, told_rows: Rows, place: int, named: Rows) -> Rows:
    """What an account would be served; accounts signed up in the order of the cast, numbered from 1."""
    account = np.flatnonzero(held.account_rows == np.searchsorted(held.account_ids, place + 1))
    rows, today = told_rows[held.song_rows[account]], int(held.times.max()) // DAY_SECONDS
    kinds, ages = held.kinds[account].tolist(), (today - held.times[account] // DAY_SECONDS).tolist()
    told = [
        Signal(int(row), _SPEAKS[Told(kind)], age)
        for row, kind, age in zip(rows, kinds, ages, strict=True)
        if row >= 0 and kind != Told.DISLIKE
    ]
    listener = Listener.of([*seeds([int(row) for row in named if row >= 0]), *told])
    heard = tuple(int(row) for row in np.unique(rows[rows >= 0]))
    return cold_start(snapshot, listener, Wishes(SHOWN, excluded=heard)).ranking.rows


def compared(cast: Cast, log: ListeningLog, held: Held) -> None:
    """Print a line for each trainer and weights."""
    for trainer, choices in WEIGHTS.items():
        base: Float64 | None = None
        for weights in choices:
            merged = merge(log, held, None, weights=weights)
            values = found(cast, held, train(merged, make_config(trainer, {}), HoldoutPlan(0)))
            base = values if base is None else base
            against = "" if values is base else difference(values, base)
            print(
                f"{trainer}, like {weights.like:g}, skip {weights.skip:g}: {values.mean():.4f} {against}",
                flush=True,
            )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    database = Database(f"sqlite:///{folder / 'accounts.sqlite3'}")
    with database.transaction() as connection:
        held = read_held(connection)
    database.close()
    compared(month_cast(log=400, accounts=300, newcomers=300), read_log(folder / "log.parquet"), held)


if __name__ == "__main__":
    main()
