"""What comes next in real playlists: up next and playlist continuation against item-kNN and popularity.

    python -m benchmarks.next_songs LOG ORDERED [--songs FILE] [--set dimensions=512] [--part choose]

LOG is a listening log whose listeners are playlists. ORDERED (Parquet: playlist_id, track_id, pos) says in
which order the songs of some of them stand; nothing of these playlists is trained on. They are parted at
random with `--seed`: weights were chosen on 1 200 of them (`--part choose`), the rest is for reporting.
Given the first n songs, a hit is the song that comes next among the first ten answered (next), or any of the
ten that come next (any). Intervals: paired bootstrap over playlists of the difference to item-kNN.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from segue.base.arrays import Bool, Rows
from segue.base.progress import SILENT
from segue.factors.facts import Facts
from segue.factors.interactions import Interactions
from segue.factors.metrics import bootstrap_interval
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.listening.log import ListeningLog, read_log
from segue.recommend.listener import Listener
from segue.recommend.playlist import continuation
from segue.recommend.relevance import asked
from segue.recommend.session import Heard, Outcome, Session
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from segue.releases.index import IndexSettings, build_index
from segue.training.fitting import Fitted, few_signal_weights, fit
from segue.training.neighbours import NeighbourRanker
from segue.training.rankers import PopularityRanker, Ranker
from segue.training.trainers import make_config, parse_settings

GIVEN = (1, 3, 5, 10)
DEPTH = 10
CHOSEN_ON = 1_200
RIVAL = "item-kNN"

_STRANGER = Listener.of()

Answers = Callable[[Sequence[Rows]], Sequence[Rows]]
"""From the first songs of playlists to the ten that should come next in each."""


@dataclass(frozen=True, eq=False)
class World:
    """What is measured on.

    Attributes:
        fitted: trained without any of the ordered playlists.
        snapshot: the same, as answers are computed from it.
        playlists: rows in order, of each held-out playlist; songs nobody else has are left out.
    """

    fitted: Fitted
    snapshot: Snapshot
    playlists: tuple[Rows, ...]


@dataclass(frozen=True, eq=False)
class Hits:
    """Of one way to answer, given so many songs: bool (m,) each, one value per playlist."""

    next: Bool
    any: Bool


def make_world(
    log_path: Path,
    ordered_path: Path,
    songs_path: Path | None,
    settings: Sequence[str],
    *,
    seed: int,
    part: str,
) -> World:
    """Train without the ordered playlists, and read those of one part."""
    log = read_log(log_path, songs_path=songs_path)
    ordered = _ordered(ordered_path)
    held_out = np.array([name in ordered for name in log.users.ids])
    events = log.events.where(~held_out[log.events.user_rows])
    config = make_config("spectral", {"seed": seed} | dict(parse_settings(settings)))
    weights = few_signal_weights(log, events, config, seed, SILENT)
    fitted = fit(log, events, config, weights, seed=seed)
    known = {song: row for row, song in enumerate(fitted.songs.ids.ids)}
    rows = [
        np.array([known[song] for song in songs if song in known], np.int32) for songs in ordered.values()
    ]
    rows = [of_playlist for of_playlist in rows if len(of_playlist) > 1]
    order = np.random.default_rng(seed).permutation(len(rows))
    taken = order[:CHOSEN_ON] if part == "choose" else order[CHOSEN_ON:]
    return World(fitted, _snapshot(log, fitted), tuple(rows[place] for place in taken))


def _ordered(path: Path) -> dict[str, list[str]]:
    """The songs of each playlist in order; playlists by number."""
    table = pq.read_table(path).sort_by([("playlist_id", "ascending"), ("pos", "ascending")])
    playlists: dict[str, list[str]] = {}
    for name, song in zip(table["playlist_id"].to_pylist(), table["track_id"].to_pylist(), strict=True):
        playlists.setdefault(str(name), []).append(str(song))
    return playlists


def _snapshot(log: ListeningLog, fitted: Fitted) -> Snapshot:
    n_songs = len(fitted.songs)
    artists = fitted.content.artist_rows
    alone = artists.max(initial=0) + 1 + np.arange(n_songs)
    return Snapshot(
        log.fingerprint,
        fitted.model.space,
        build_index(fitted.model.space.item_vectors, IndexSettings()).index,
        fitted.pairs.song_counts.astype(np.float32),
        np.where(artists < 0, alone, artists).astype(np.int32),
        np.arange(n_songs, dtype=np.int32),  # no titles, so no two recordings of a work
        Facts.unknown(n_songs),
    )


def ways(world: World) -> dict[str, Answers]:
    """Every way to answer, by name, the ones to beat first."""
    snapshot = world.snapshot

    def each(answer: Callable[[Rows], Rows]) -> Answers:
        return lambda given: [answer(songs) for songs in given]

    def by_relevance(songs: Rows) -> Rows:
        scores = snapshot.space.likeness_scores(asked(snapshot, _session(songs), _STRANGER))
        scores[songs] = -np.inf
        return top_k(scores, DEPTH)

    return {
        "popularity": _ranked(PopularityRanker(world.fitted.pairs.song_counts)),
        RIVAL: _ranked(NeighbourRanker(world.fitted.pairs)),
        "up next": each(
            lambda songs: up_next(snapshot, _session(songs), _STRANGER, Wishes(DEPTH)).ranking.rows
        ),
        "playlist": each(
            lambda songs: continuation(snapshot, songs.tolist(), _STRANGER, Wishes(DEPTH)).ranking.rows
        ),
        "both without rules and variety": each(by_relevance),
    }


def _session(songs: Rows) -> Session:
    return Session.of(int(songs[-1]), tuple(Heard(row, Outcome.PLAYED) for row in songs[:-1].tolist()))


def _ranked(ranker: Ranker) -> Answers:
    def answers(given: Sequence[Rows]) -> Sequence[Rows]:
        sizes = np.cumsum([0, *map(len, given)])
        rows = np.concatenate([np.sort(songs) for songs in given]).astype(np.int32)
        history = Interactions(
            sizes.astype(np.int64), rows, np.ones(len(rows), np.float32), int(rows.max()) + 1
        )
        return list(ranker.rank(history, DEPTH))

    return answers


def hits(answers: Answers, playlists: Sequence[Rows], given: int) -> Hits:
    """Which of the playlists of more than ``given`` songs are hit."""
    able = [songs for songs in playlists if len(songs) > given]
    found = answers([songs[:given] for songs in able])
    following = [songs[given : given + DEPTH] for songs in able]
    return Hits(
        np.array([songs[0] in rows for songs, rows in zip(following, found, strict=True)]),
        np.array([np.isin(songs, rows).any() for songs, rows in zip(following, found, strict=True)]),
    )


def measured(world: World) -> dict[str, list[Hits]]:
    """Of every way to answer the hits for each number of songs given."""
    return {
        name: [hits(answers, world.playlists, given) for given in GIVEN]
        for name, answers in ways(world).items()
    }


def table(results: dict[str, list[Hits]]) -> str:
    """Hit rates as Markdown, next / any, and under each of ours the difference to item-kNN."""
    counts = [f"n = {given} ({len(of.next):,})" for given, of in zip(GIVEN, results[RIVAL], strict=True)]
    lines = ["| next / any of next 10 | " + " | ".join(counts) + " |", "|---" * (1 + len(GIVEN)) + "|"]
    for name, of_way in results.items():
        rates = [f"{of.next.mean():.4f} / {of.any.mean():.4f}" for of in of_way]
        lines.append(f"| {name} | " + " | ".join(rates) + " |")
    lines += [
        f"| {name} less {RIVAL} | " + " | ".join(_differences(results[name], results[RIVAL])) + " |"
        for name in list(results)[2:]
    ]
    return "\n".join(lines)


def _differences(ours: Sequence[Hits], theirs: Sequence[Hits]) -> list[str]:
    """The differences for each number of songs given, with 95 % intervals, in words."""
    said = []
    for one, other in zip(ours, theirs, strict=True):
        parts = []
        for mine, rival in ((one.next, other.next), (one.any, other.any)):
            difference = mine.astype(np.float64) - rival
            low, high = bootstrap_interval(difference, seed=0)
            parts.append(f"{difference.mean():+.3f} [{low:+.3f}, {high:+.3f}]")
        said.append(" / ".join(parts))
    return said


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path)
    parser.add_argument("ordered", type=Path)
    parser.add_argument("--songs", type=Path, help="titles, artists and albums by song id")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--seed", type=int, default=0, help="of the parts and of training")
    parser.add_argument("--part", choices=("report", "choose"), default="report")
    options = parser.parse_args()
    world = make_world(
        options.log, options.ordered, options.songs, options.settings, seed=options.seed, part=options.part
    )
    print(table(measured(world)))


if __name__ == "__main__":
    main()
