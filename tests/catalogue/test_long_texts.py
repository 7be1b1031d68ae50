"""No text a client may send keeps a regular expression busy (CWE-1333)."""

import time

import numpy as np
import pytest

from segue.catalogue.catalogue import Catalogue
from segue.web.fields import LONGEST_TEXT
from tests.web.world import make_songs

MOST_SECONDS = 0.25
"""Of the processor; what grows with the square of the length takes minutes."""
PARTS = [
    "a",
    "-",
    " - ",
    "a-",
    "(",
    "((",
    ")(",
    "[",
    "feat. ",
    " ft ",
    "a.",
    ".a",
    "'",
    '"',
    "&",
    "+",
    "$",
    "!",
]
PARTS += ["live (", "w/ ", "\u3000", "\u0301", "a\u2010", "\U0001f3b5", "(remaster ", "1 ", "/", "#", "a# "]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    songs = make_songs()
    return Catalogue.build(songs, np.arange(len(songs), 0, -1).astype(np.float32))


@pytest.mark.parametrize("part", PARTS)
def test_looking_for_it_ends_at_once(catalogue: Catalogue, part: str) -> None:
    for text in ((part * LONGEST_TEXT)[:LONGEST_TEXT], (part * LONGEST_TEXT)[: LONGEST_TEXT - 1] + "\t"):
        began = time.process_time()
        catalogue.resolve(text)
        catalogue.search(text, 25)
        catalogue.artist_row(text)
        catalogue.genre_row(text)
        assert time.process_time() - began < MOST_SECONDS
