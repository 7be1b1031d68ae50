"""How smoothly queues go on, whatever the dial of discovery says, and whether artists come back in circles.

    python -m benchmarks.smooth_queues [ARTIFACTS] [--starts N]

Takes the current release of an artifacts folder (default: artifacts). From every n-th song by popularity, of
the more popular half, begin queues of 30 songs: for a stranger who plays that song alone, for
one who has heard five of the songs most like it, and for a listener who likes twelve songs like each other.
A jump is a step of a cosine below 0.016, as a quarter of the steps in real playlists are.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.asked import current_release
from segue.base.arrays import Rows
from segue.factors.directions import directions
from segue.factors.metrics import percentiles
from segue.factors.snapshot import Snapshot
from segue.recommend.listener import Listener
from segue.recommend.session import Heard, Outcome, Session
from segue.recommend.signals import likes
from segue.recommend.tail import TAIL
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from segue.web.serving import load

LENGTH: Final = 30
LONG: Final = 300
TURNS: Final = (0, 0.25, 0.5, 0.75, 1)
ONE_SONG, SESSION, LISTENER = "one song", "a session", "a listener"
SITUATIONS: Final = (ONE_SONG, SESSION, LISTENER)
JUMP: Final = 0.016
LONGEST_LOOP: Final = 20


@dataclass(frozen=True)
class Smoothness:
    """Means over every step of some queues, the one from the song that plays included.

    Attributes:
        cosine: from each song to the next.
        same_genre: part of the steps that stay within a genre.
        jumps: part of the steps that are one.
        popularity: percentile of the songs, 0 … 1.
    """

    cosine: float
    same_genre: float
    jumps: float
    popularity: float


@dataclass(frozen=True)
class Returns:
    """How often artists come back in some queues.

    Attributes:
        fewest_artists: in any queue.
        most_of_tail: songs by one artist among any ``TAIL`` in a row.
        strongest_loop: of all periods up to ``LONGEST_LOOP`` and all queues the greatest part of songs by the
            artist who stood one period before.
    """

    fewest_artists: int
    most_of_tail: int
    strongest_loop: float


def starting_songs(snapshot: Snapshot, count: int) -> Rows:
    """Songs spread evenly over the more popular half of a catalogue: int32 (count,)."""
    places = np.linspace(0, len(snapshot) // 2, count, endpoint=False).astype(np.int64)
    return snapshot.popular[places]


def queues(snapshot: Snapshot, starts: Rows, situation: str, wishes: Wishes) -> list[Rows]:
    """A queue from each song, that song first."""
    return [
        np.concatenate([[row], _queue(snapshot, row, situation, wishes)]).astype(np.int32)
        for row in starts.tolist()
    ]


def _queue(snapshot: Snapshot, row: int, situation: str, wishes: Wishes) -> Rows:
    listener, session = Listener.of(), Session.of(row)
    if situation == SESSION:
        session = Session.of(row, tuple(Heard(near, Outcome.PLAYED) for near in _near(snapshot, row, 5)))
    if situation == LISTENER:
        elsewhere = (row * 7919 + 1) % len(snapshot)
        listener = Listener.of(likes(_near(snapshot, elsewhere, 12)))
    return up_next(snapshot, session, listener, wishes).ranking.rows


def _near(snapshot: Snapshot, row: int, count: int) -> list[int]:
    """The songs most like one, of each artist the nearest, nearest first."""
    order = np.argsort(-snapshot.space.likeness_to(row), kind="stable")
    order = order[order != row]
    _, first = np.unique(snapshot.artist_rows[order], return_index=True)
    return [int(near) for near in order[np.sort(first)[:count]]]


def smoothness(snapshot: Snapshot, genres: Rows, among: Sequence[Rows]) -> Smoothness:
    """Measure queues; ``genres`` is int32 (n,), one number for each song."""
    units = directions(snapshot.space.personal.item_vectors)
    known = percentiles(snapshot.popularity.astype(np.int64))
    cosines = np.concatenate([(units[rows[1:]] * units[rows[:-1]]).sum(axis=1) for rows in among])
    same = np.concatenate([genres[rows[1:]] == genres[rows[:-1]] for rows in among])
    return Smoothness(
        float(cosines.mean()),
        float(same.mean()),
        float((cosines < JUMP).mean()),
        float(np.mean([known[rows[1:]].mean() for rows in among])),
    )


def returns(snapshot: Snapshot, among: Sequence[Rows]) -> Returns:
    """Measure how artists come back."""
    artists = [snapshot.artist_rows[rows] for rows in among]
    return Returns(
        min(len(np.unique(of_queue)) for of_queue in artists),
        max(
            int(np.unique(of_queue[at : at + TAIL], return_counts=True)[1].max())
            for of_queue in artists
            for at in range(len(of_queue) - TAIL + 1)
        ),
        max(
            float((of_queue[period:] == of_queue[:-period]).mean())
            for of_queue in artists
            for period in range(1, LONGEST_LOOP + 1)
        ),
    )


def table(snapshot: Snapshot, starts: Rows) -> Iterator[str]:
    """One line for each situation and turn of the dial, as Markdown, then how artists come back."""
    genres = snapshot.facts.genre_rows
    yield "| | discovery | cosine | same genre | jumps | popularity percentile |"
    yield "|---|---|---|---|---|---|"
    for situation in SITUATIONS:
        for turn in TURNS:
            of = smoothness(
                snapshot, genres, queues(snapshot, starts, situation, Wishes(LENGTH, discovery=turn))
            )
            yield (
                f"| {situation} | {turn} | {of.cosine:.3f} | {of.same_genre:.3f} | {of.jumps:.1%} "
                f"| {of.popularity:.3f} |"
            )
    yield f"\n| {LONG} songs | fewest artists | most of {TAIL} by one | strongest loop |\n|---|---|---|---|"
    for situation in SITUATIONS:
        found = returns(snapshot, queues(snapshot, starts, situation, Wishes(LONG)))
        yield (
            f"| {situation} | {found.fewest_artists} | {found.most_of_tail} | {found.strongest_loop:.2f} |"
        )


def main() -> None:
    """Print the table of one release."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("artifacts", type=Path, nargs="?", default=Path("artifacts"))
    parser.add_argument("--starts", type=int, default=60, help="how many songs to start from; default 60")
    options = parser.parse_args()
    snapshot = load(current_release(options.artifacts)).snapshot
    print(*table(snapshot, starting_songs(snapshot, options.starts)), sep="\n")


if __name__ == "__main__":
    main()
