"""What five choices at onboarding are worth: ours against random and most popular questions.

    python -m benchmarks.onboarding                          # the sample world, with true tastes
    python -m benchmarks.onboarding LOG [--songs FILE]       # a log: they pick what stands in their history

Newcomers are listeners nothing is trained on. Five times twelve songs by different artists are shown, and of
those they know and like they pick the one they like best, or none. What they picked are their seeds, and
nDCG@20 is that of the pure order of scores on songs of theirs that could not be picked. In a log these are a
random half of their songs, and the other half can be picked, the most played first. In the sample world they
recognise a song with a probability that rises with its fame (popularity points / 100), and like it if it is
among the twentieth of the catalogue they truly prefer. Intervals: paired bootstrap over newcomers.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.base.progress import SILENT
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors.facts import Facts
from segue.factors.interactions import Interactions
from segue.factors.metrics import bootstrap_interval, hits, ndcg, padded
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.factors.top_k import top_k
from segue.listening.log import ListeningLog, read_log
from segue.listening.sample.settings import LOG_START
from segue.listening.sample.world import World, make_world
from segue.listening.sample.write import write_sample
from segue.recommend.chance import uniforms
from segue.recommend.chooser import next_choices
from segue.releases.index import IndexSettings, build_index
from segue.training.fitting import few_signal_weights, fit
from segue.training.trainers import make_config

CHOICES, SHOWN, DEPTH = 5, 12, 20
LEAST_SONGS = 10
LIKED_SHARE = 0.05
WELL_KNOWN = 500

Chooser = Callable[[Rows, Rows, int], Rows]
"""Songs chosen, songs skipped and the number of the newcomer → up to ``SHOWN`` songs."""


@dataclass(frozen=True, eq=False)
class Newcomer:
    """Somebody nothing is trained on.

    Attributes:
        liking: float64 (n,), how gladly they would pick each song; 0 for what they do not know or like.
        truth: int32, songs of theirs to be found, none of which they pick.
    """

    liking: Float64
    truth: Rows


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a way of asking led to, one value per newcomer: nDCG@20 and the number of songs picked."""

    ndcg: Float64
    picks: Float64


def prepare(
    log: ListeningLog, n_newcomers: int, seed: int, world: World | None = None
) -> tuple[Snapshot, list[Newcomer]]:
    """Train without some listeners, and make newcomers of those who have ``LEAST_SONGS`` songs."""
    generator = np.random.default_rng(seed)
    held = np.sort(generator.permutation(len(log.users))[:n_newcomers]).astype(np.int32)
    apart = np.isin(log.events.user_rows, held)
    config, events = make_config("spectral", {"seed": seed}), log.events.where(~apart)
    weights = few_signal_weights(log, events, config, seed, SILENT)
    fitted = fit(log, events, config, weights, seed=seed)
    theirs = log.events.where(apart).combine().take(held).with_songs(fitted.new_rows, len(fitted.songs))
    snapshot = Snapshot(
        log.fingerprint,
        fitted.model.space,
        build_index(fitted.model.space.item_vectors, IndexSettings()).index,
        fitted.pairs.song_counts.astype(np.float32),
        artist_rows(fitted.songs),
        work_rows(fitted.songs),
        Facts.unknown(len(fitted.songs)),
    )
    newcomers = []
    for place, user in enumerate(held.tolist()):
        rows, plays = theirs.of(place)
        if len(rows) < LEAST_SONGS:
            continue
        order = generator.permutation(len(rows))
        known, truth = order[: len(rows) // 2], rows[order[len(rows) // 2 :]]
        liking = np.zeros(len(snapshot))
        liking[rows[known]] = plays[known]
        if world is not None:
            liking = _true_liking(world, log.users.ids[user], fitted.songs.ids.ids)
            liking[truth] = 0
        newcomers.append(Newcomer(liking, truth))
    return snapshot, newcomers


def _true_liking(world: World, name: str, song_ids: Iterable[str]) -> Float64:
    """What an invented listener recognises and likes, by true preference."""
    rows = np.array([world.catalogue.songs.ids.row(song_id) for song_id in song_ids], np.int32)
    preference = world.preference(world.listeners.index(name), LOG_START)[rows]
    recognised = uniforms(rows, "recognise", name) < world.catalogue.popularity[rows] / 100
    return np.where(recognised & (preference >= np.quantile(preference, 1 - LIKED_SHARE)), preference, 0)


def ways(snapshot: Snapshot) -> dict[str, Chooser]:
    """Every way of asking, by name; all show an artist once."""
    popular = snapshot.popular
    _, first = np.unique(snapshot.artist_rows[popular], return_index=True)
    leaders = popular[np.sort(first)]

    def leading(order: Callable[[int], Rows]) -> Chooser:
        def chooser(chosen: Rows, skipped: Rows, who: int) -> Rows:
            ordered = order(who)
            shown = snapshot.artist_rows[np.concatenate([chosen, skipped])]
            ordered = ordered[~np.isin(snapshot.artist_rows[ordered], shown)]
            _, first = np.unique(snapshot.artist_rows[ordered], return_index=True)
            return ordered[np.sort(first)[:SHOWN]]

        return chooser

    def shuffled(rows: Rows) -> Callable[[int], Rows]:
        return lambda who: np.random.default_rng([who, 1]).permutation(rows)

    return {
        "random": leading(shuffled(popular)),
        "random, well known": leading(shuffled(leaders[:WELL_KNOWN])),
        "most popular": leading(lambda _: leaders),
        "ours": lambda chosen, skipped, _: next_choices(snapshot, chosen, skipped, SHOWN),
    }


def outcome(snapshot: Snapshot, chooser: Chooser, newcomers: list[Newcomer]) -> Outcome:
    """Let every newcomer choose, and see what they are then recommended."""
    lists, picks = [], []
    for who, newcomer in enumerate(newcomers):
        chosen: Rows = np.empty(0, np.int32)
        skipped: Rows = np.empty(0, np.int32)
        for _ in range(CHOICES):
            page = chooser(chosen, skipped, who)
            liking = newcomer.liking[page]
            picked = page[[int(liking.argmax())]] if liking.max(initial=0) > 0 else page[:0]
            chosen = np.concatenate([chosen, picked])
            skipped = np.concatenate([skipped, np.setdiff1d(page, picked)])
        lists.append(_recommended(snapshot.space, chosen))
        picks.append(len(chosen))
    truth = [newcomer.truth for newcomer in newcomers]
    sizes = np.array([len(rows) for rows in truth])
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = np.concatenate([np.sort(rows) for rows in truth]).astype(np.int32)
    wanted = Interactions(indptr, rows, np.ones(len(rows), np.float32), len(snapshot))
    values = ndcg(hits(padded(lists, DEPTH), wanted), sizes, DEPTH)
    return Outcome(values, np.array(picks, np.float64))


def _recommended(space: ItemSpace, chosen: Rows) -> Rows:
    seeds = np.sort(chosen)
    scores = space.item_vectors @ space.fold_in.vector(seeds, np.ones(len(seeds), np.float32))
    scores[seeds] = -np.inf
    return top_k(scores, DEPTH)


def measured(snapshot: Snapshot, newcomers: list[Newcomer]) -> dict[str, Outcome]:
    """The outcome of every way of asking."""
    return {name: outcome(snapshot, chooser, newcomers) for name, chooser in ways(snapshot).items()}


def sample_world(n_newcomers: int, seed: int) -> tuple[Snapshot, list[Newcomer]]:
    """Newcomers of the sample world, with its true tastes."""
    with tempfile.TemporaryDirectory() as folder:
        log = read_log(write_sample(Path(folder)))
    return prepare(log, n_newcomers, seed, make_world())


def table(results: dict[str, Outcome]) -> str:
    """Means as Markdown, and how much ours are better."""
    lines = ["| questions | nDCG@20 | ours better by | songs picked |", "|---|---|---|---|"]
    for name, of_way in results.items():
        better = results["ours"].ndcg - of_way.ndcg
        low, high = bootstrap_interval(better, seed=0)
        said = "" if name == "ours" else f"{better.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
        lines.append(f"| {name} | {of_way.ndcg.mean():.4f} | {said} | {of_way.picks.mean():.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path, nargs="?")
    parser.add_argument("--songs", type=Path, help="titles and artists by song id")
    parser.add_argument("--newcomers", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of who is a newcomer, and of training")
    options = parser.parse_args()
    if options.log is None:
        snapshot, newcomers = sample_world(options.newcomers, options.seed)
    else:
        log = read_log(options.log, songs_path=options.songs)
        snapshot, newcomers = prepare(log, options.newcomers, options.seed)
    print(f"{len(newcomers)} newcomers\n\n{table(measured(snapshot, newcomers))}")


if __name__ == "__main__":
    main()
