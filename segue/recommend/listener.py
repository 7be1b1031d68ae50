"""Who is asking: the songs a listener named and liked, as rows of one release."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import Float32, Rows

SEED_WEIGHT = 1.0


@dataclass(frozen=True)
class Listener:
    """What a request knows of the person it is for. No seeds and no likes: a newcomer.

    Attributes:
        seeds: rows of the songs named at onboarding, in the order given.
        likes: rows of the songs liked, oldest first.
        like_weight: what a like weighs in the listener vector; a seed weighs 1.
        hidden: rows of songs that never come back and say nothing about taste.
    """

    seeds: tuple[int, ...] = ()
    likes: tuple[int, ...] = ()
    like_weight: float = 2.0
    hidden: tuple[int, ...] = ()

    @cached_property
    def songs(self) -> Rows:
        """int32 (k,): every song named, liked or hidden, once, ascending; none of them is recommended."""
        return np.unique(np.array([*self.seeds, *self.likes, *self.hidden], np.int32))

    @cached_property
    def weights(self) -> Float32:
        """float32 (k,): the weight of each of :attr:`songs`; one both named and liked has both weights.

        A hidden song weighs nothing by itself. A song repeated among the seeds counts once, and so does one
        repeated among the likes.
        """
        named = np.isin(self.songs, np.array(self.seeds, np.int32)) * SEED_WEIGHT
        liked = np.isin(self.songs, np.array(self.likes, np.int32)) * self.like_weight
        return (named + liked).astype(np.float32)

    @cached_property
    def is_newcomer(self) -> bool:
        """Whether nothing is known that weighs anything."""
        return not bool((self.weights > 0).any())
