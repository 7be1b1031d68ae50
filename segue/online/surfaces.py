"""Surfaces as they are reported on: the shelves of single tastes count as one, whatever their names."""

from segue.recommend.themes import Kind

_OF_A_TASTE = ("your-", "because-of-", "taste-")
"""How the ids of such shelves begin; they go on with the name of a genre, an artist or a song."""

_FIXED = frozenset(map(str, Kind))


def reported_as(surface: str) -> str:
    """The surface a list counts for: one of few."""
    if surface not in _FIXED and surface.startswith(_OF_A_TASTE):
        return str(Kind.TASTE)
    return surface
