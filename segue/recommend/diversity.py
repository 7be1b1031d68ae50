"""Diversity: maximal marginal relevance, by which songs unlike those already chosen come sooner."""

NEUTRAL_VARIETY = 0.15
"""What unlikeness weighs in the middle of the dial: 1 less λ."""
MOST_VARIETY = 0.6
"""What it weighs at the end."""


def variety_weight(dial: float) -> float:
    """1 − λ, what unlikeness weighs against relevance, evenly from 0 to the default and to the most.

    Args:
        dial: 0 (relevance alone) … 1 (as different as can be).
    """
    if dial <= 0.5:
        return 2 * dial * NEUTRAL_VARIETY
    return NEUTRAL_VARIETY + (2 * dial - 1) * (MOST_VARIETY - NEUTRAL_VARIETY)
