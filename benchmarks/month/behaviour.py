"""What a listener does with songs that are shown to them."""

from dataclasses import dataclass

import numpy as np

from segue.accounts.feedback import EventKind
from segue.base.arrays import Float64, Rows

LIKE, PLAY, SKIP, DISLIKE = "like", EventKind.PLAY.value, EventKind.SKIP.value, EventKind.DISLIKE.value
OWN_MEAN = 2.0
"""Songs of their own choice in a session, beside the first; drawn from the true taste (Poisson)."""
MOST_ACTIVE, LEAST_ACTIVE = 0.9, 0.3
"""The chance of a listener's day with a session; evenly spread over listeners."""


@dataclass(frozen=True)
class Act:
    """One song and what was done with it."""

    song: int
    kind: str
    is_own: bool = False


def reactions(
    songs: list[int], preference: Float64, spared: frozenset[int], chance: np.random.Generator
) -> list[Act]:
    """What a listener does with a list: nothing with most of it.

    They look at the song at rank r (from 0) with probability 1 / (1 + 0.15 r). With u the true preference
    (1 for a song by chance) they then like it with probability 0.02 u, at most 0.5, and play it too; else
    play it with 0.1 u, at most 0.8; else, where u < 0.1, dislike it with 0.02; else skip it with 0.4.

    Args:
        songs: rows, as shown.
        preference: float64 (n,), summing to 1.
        spared: songs passed over, because they are what is to be found later.
        chance: of every draw.
    """
    acts: list[Act] = []
    for rank, song in enumerate(songs):
        looks, likes, plays, dislikes, skips = chance.random(5)
        if song in spared or looks >= 1 / (1 + 0.15 * rank):
            continue
        u = preference[song] * len(preference)
        if likes < min(0.02 * u, 0.5):
            acts += [Act(song, PLAY), Act(song, LIKE)]
        elif plays < min(0.1 * u, 0.8):
            acts.append(Act(song, PLAY))
        elif u < 0.1 and dislikes < 0.02:
            acts.append(Act(song, DISLIKE))
        elif skips < 0.4:
            acts.append(Act(song, SKIP))
    return acts


def own_choice(preference: Float64, known: Rows, chance: np.random.Generator) -> list[int]:
    """The songs a listener plays unasked in a session, at least one; a song may come twice.

    Args:
        preference: float64 (n,).
        known: songs that they may choose.
        chance: of every draw.
    """
    wanted = preference[known]
    count = 1 + chance.poisson(OWN_MEAN)
    chosen: list[int] = known[chance.choice(len(known), count, p=wanted / wanted.sum())].tolist()
    return chosen
