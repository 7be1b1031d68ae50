"""A question as the arithmetic sees it: everything an answer depends on beside the release."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import BaseModel

from segue.accounts.taste import Taste

LONG = 64
"""Characters of a text that counts twice."""
STORED = 20
"""Stored ids that count as one text sent: ids the release has take 1 µs each, other names 20 to 200."""

Body = TypeVar("Body", bound=BaseModel)
Body_co = TypeVar("Body_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Ask(Generic[Body_co]):
    """One request. Equal asks of one release have equal answers, in every process.

    Attributes:
        body: what was sent, checked. A reply does not read what a dump of the body leaves out or withholds:
            secrets, which the route has turned into what is meant.
        taste: what is stored of the caller; ``None`` for somebody without a token.
        moment: when it was asked, UTC; answers depend on its day, and on which blocks have ended.
        like_weight: what a fresh like weighs.
        members: what is stored of others who take part, by their leave, in the order the body names them.
    """

    body: Body_co
    taste: Taste | None
    moment: datetime
    like_weight: float
    members: tuple[Taste, ...] = ()

    @property
    def tastes(self) -> tuple[Taste, ...]:
        """Of all the accounts it reads: the caller's first, then those of the members."""
        return self.members if self.taste is None else (self.taste, *self.members)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The listener state hashes of :attr:`tastes`."""
        return tuple(taste.state for taste in self.tastes)

    @property
    def n_names(self) -> int:
        """How many names of songs and the like have to be looked up to answer it, at most.

        Stored ones are ids of songs that were there when they were stored; few count for one sent.
        """
        return n_texts(self.body) + sum(taste.n_songs for taste in self.tastes) // STORED


def n_texts(value: object) -> int:
    """How many texts stand in a body, in its lists and in what is nested in them; a long one counts for more.

    The time it takes to look one up that no song has grows with its length.
    """
    if isinstance(value, str):
        return 1 + len(value) // LONG
    if not value or isinstance(value, int | float):  # most of what a body holds
        return 0
    if isinstance(value, list | tuple):
        return sum(map(n_texts, value))
    return sum(map(n_texts, vars(value).values())) if isinstance(value, BaseModel) else 0
