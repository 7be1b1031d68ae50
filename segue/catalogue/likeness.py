"""How much the names of a song, read as a whole, resemble what was typed."""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

EXACT = 1.0
"""Added where the query is the title, the artist, or both in either order."""
BEGINNING = 0.3
"""Added where one of them begins with the query."""


def likeness(query: str, titles: list[str], artists: list[str]) -> list[float]:
    """Compare a query with the names of m songs, all folded: m numbers, 0 … 2.

    The best normalised edit similarity (insertions and deletions only) of the query to the title, the
    artist, and both in either order; plus ``EXACT`` or ``BEGINNING``. 0.6 µs a song.
    """
    both = [f"{title} {artist}" for title, artist in zip(titles, artists, strict=True)]
    turned = [f"{artist} {title}" for title, artist in zip(titles, artists, strict=True)]
    alike = cdist([query], titles + both + turned + artists, scorer=fuzz.ratio)  # a dtype takes 2 µs to read
    best: list[float] = (np.maximum.reduce(alike.reshape(4, -1)) / 100).tolist()
    return [
        ratio + EXACT
        if ratio == 1
        else ratio + BEGINNING
        if one.startswith(query) or other.startswith(query)
        else ratio
        for ratio, one, other in zip(best, both, turned, strict=True)
    ]
