"""One song under different spellings of case, accents and blanks.

Only songs whose id is their artist and title are joined, and only where nothing but spelling differs: a remix
or a live version is another song here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Bool, Int64, Rows

_ACCENTS = re.compile("[\u0300-\u036f]")
"""Combining Diacritical Marks. Marks of other scripts make other letters (か, が) and stay."""


@dataclass(frozen=True, eq=False)
class Spellings:
    """Which songs are one.

    Attributes:
        new_rows: int32 (n,), old row → row after joining; numbered in order of first appearance.
        order: int32 (n,), old rows, those of one song together, its most frequent spelling first.
        n_songs: songs after joining.
    """

    new_rows: Rows
    order: Rows
    n_songs: int


def fold(text: str) -> str:
    """Text without case, accents, compatibility forms (full width, ligatures) and extra blanks."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def group_spellings(
    artists: Sequence[str], titles: Sequence[str], joinable: Bool, counts: Int64
) -> Spellings:
    """Group songs whose artist and title fold to the same.

    Args:
        artists: n texts.
        titles: n texts.
        joinable: bool (n,); the others stay alone.
        counts: int64 (n,), events per spelling: the most frequent leads, ties go to the first seen.
    """
    groups: dict[object, int] = {}
    keys = (
        (fold(artist), fold(title)) if joined else row
        for row, (artist, title, joined) in enumerate(zip(artists, titles, joinable.tolist(), strict=True))
    )
    new_rows = np.fromiter((groups.setdefault(key, len(groups)) for key in keys), np.int32, len(titles))
    order = np.lexsort((np.arange(len(new_rows)), -counts, new_rows)).astype(np.int32)
    return Spellings(new_rows, order, len(groups))
