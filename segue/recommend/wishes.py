"""Wishes: what a request asks of its answer, beside who asks."""

from dataclasses import dataclass
from enum import StrEnum

from segue.recommend.filters import EVERYTHING, Filter


class Order(StrEnum):
    """What decides the order of an answer."""

    BALANCED = "balanced"
    RELEVANCE = "relevance"


@dataclass(frozen=True)
class Wishes:
    """How an answer should be.

    Attributes:
        limit: songs wanted, at least 0.
        filter: what every song must fulfil.
        excluded: rows that must not be in the answer.
        shown: rows of what was just shown, the latest first; they sink for a while.
        discovery: 0 (what is known) … 1 (what few know); 0.5 leaves relevance alone.
        diversity: 0 (relevance alone) … 1 (as different as can be); 0.5 is the measured default.
        order: what decides the order.
    """

    limit: int
    filter: Filter = EVERYTHING
    excluded: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()
    discovery: float = 0.5
    diversity: float = 0.5
    order: Order = Order.BALANCED
