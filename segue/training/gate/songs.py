"""Checks of songs: are those listeners know still there, and do they still have sensible neighbours?

``kept`` is int32 (n,): the row in the candidate of each song of the live release, −1 if not there.
"""

from typing import Final

import numpy as np

from segue.base.arrays import Rows
from segue.factors.space import ItemSpace
from segue.factors.top_k import top_k
from segue.releases.manifest import Check
from segue.training.gate.check import check
from segue.training.gate.contender import Contender

LEAST_PAIRS_KEPT: Final = 0.95
"""Of the (listener, song) pairs of the live release, those whose song is still known."""

LEAST_SONGS_KEPT: Final = 0.90
"""Of its songs. Lower than for pairs: rare songs come and go as a log moves on."""

LEAST_OVERLAP: Final = 0.25
"""Of the nearest songs of well-known songs, those that stay, chance taken off."""

NEIGHBOURS: Final = 20
WELL_KNOWN_SONGS: Final = 200


def catalogue(kept: Rows, live: Contender) -> Check:
    """Whether the songs of the live release are still known."""
    known = kept >= 0
    songs, pairs = known.mean(), live.popularity[known].sum() / max(live.popularity.sum(), 1)
    return check(
        "catalogue",
        passed=bool(songs >= LEAST_SONGS_KEPT and pairs >= LEAST_PAIRS_KEPT),
        measured=f"{songs:.1%} of the live songs, {pairs:.1%} of what listeners know",
        bound=f"{LEAST_SONGS_KEPT:.0%} and {LEAST_PAIRS_KEPT:.0%}",
        good="What listeners know is still there.",
        bad="Songs that are served now are missing: is the log whole, and are the song ids the same?",
    )


def neighbours(kept: Rows, candidate: Contender, live: Contender) -> Check:
    """Whether the best-known songs keep some of their nearest songs, as both released models have them.

    At most a quarter of the shared songs count as near: in a small catalogue many are alike.
    """
    shared = np.flatnonzero(kept >= 0).astype(np.int32)
    k = min(NEIGHBOURS, len(shared) // 4)
    asked = top_k(live.popularity[shared].astype(np.float32), WELL_KNOWN_SONGS)
    overlap = _overlap((candidate.space, live.space), (kept[shared], shared), asked, k) if k else 1.0
    chance = k / max(len(shared) - 1, 1)
    return check(
        "neighbours",
        passed=overlap - chance >= LEAST_OVERLAP * (1 - chance),
        measured=f"{overlap:.1%} of the nearest {k} kept ({chance:.1%} by chance), {len(asked)} songs",
        bound=f"at least {LEAST_OVERLAP:.0%} beyond chance",
        good="Well-known songs have neighbours they had before."
        if k
        else "Too few songs in both to look at.",
        bad="Well-known songs have other neighbours: do the listeners and the songs of the log go together?",
    )


def _overlap(spaces: tuple[ItemSpace, ItemSpace], rows: tuple[Rows, Rows], asked: Rows, k: int) -> float:
    """Mean share of the k nearest songs that two spaces agree on, for each asked song.

    ``rows`` gives the shared songs their rows in each space; ``asked`` are places among the shared songs.
    """
    shares = np.empty(len(asked))
    for at, place in enumerate(asked.tolist()):
        ours, theirs = (_nearest(space, shared, place, k) for space, shared in zip(spaces, rows, strict=True))
        shares[at] = np.isin(ours, theirs).mean()
    return float(shares.mean())


def _nearest(space: ItemSpace, shared: Rows, place: int, k: int) -> Rows:
    alike = space.likeness_to(int(shared[place]))[shared]
    alike[place] = -np.inf
    return top_k(alike, k)
