"""How much the names of a song, read as a whole, resemble what was typed."""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from segue.base.arrays import Float32

EXACT = 1.0
"""Added where the query is the title, the artist, or both in either order."""
BEGINNING = 0.3
"""Added where one of them begins with the query."""


def likeness(query: str, titles: list[str], artists: list[str]) -> Float32:
    """Compare a query with the names of m songs, all folded: float32 (m,), 0 … 2.

    The best normalised edit similarity (insertions and deletions only) of the query to the title, the
    artist, and both in either order; plus ``EXACT`` or ``BEGINNING``.
    """
    pairs = list(zip(titles, artists, strict=True))
    forms = [
        titles,
        [f"{title} {artist}" for title, artist in pairs],
        [f"{artist} {title}" for title, artist in pairs],
        artists,
    ]
    flat = [text for form in forms for text in form]
    alike = cdist([query], flat, scorer=fuzz.ratio, dtype=np.float32)[0] / 100
    named = [EXACT if text == query else BEGINNING if text.startswith(query) else 0.0 for text in flat]
    by_form = np.stack([alike, np.asarray(named, np.float32)]).reshape(2, len(forms), len(titles))
    best: Float32 = by_form.max(axis=1).sum(axis=0)
    return best
