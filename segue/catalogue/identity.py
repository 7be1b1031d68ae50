"""One song under many spellings: keys that are equal when two names mean the same.

Two levels. The *canonical key* is blind to case, accents, punctuation, guests (``feat.``), ``&`` for "and"
and a leading "The"; it names one recording. The *work key* is also blind to remaster, remix, live, mono and
the like, so that all recordings of one work by one artist share it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from segue.base.arrays import Rows
from segue.base.songs import Songs
from segue.catalogue.notes import covered_artist, without_guests, without_version
from segue.catalogue.text import symbols, words

SEPARATOR = "\x1f"
"""Stands between artist and title in a key; it never occurs in either."""

_NOBODY = frozenset({"", "unknown", "unknownartist", "various", "variousartist", "variousartists"})


def canonical_key(artist: str, title: str) -> str:
    """The key of a recording; names spelt differently in the ways above give the same one."""
    return artist_key(artist) + SEPARATOR + title_key(title)


def work_key(artist: str, title: str) -> str:
    """The key of a work: :func:`canonical_key` without notes on the version."""
    return artist_key(artist) + SEPARATOR + work_title_key(title)


def artist_key(artist: str) -> str:
    """The key of the primary artist, who stands before ``feat.``; empty for a name of nothing visible."""
    return _key(without_guests(artist)) or symbols(artist)


def artist_keys(songs: Songs) -> list[str]:
    """The artist key of each song; songs of one artist share one string."""
    known: dict[str, str] = {}
    return [known.get(name) or known.setdefault(name, artist_key(name)) for name in songs.artist]


def known_artist_key(artist: str) -> str:
    """:func:`artist_key`, empty for a name that is nobody's."""
    key = artist_key(artist)
    return "" if is_nobody(key) else key


def label_key(label: str) -> str:
    """The key of a genre or a language: "Hip-Hop" is "hip hop". Empty for one of nothing visible."""
    return _key(label) or symbols(label)


def title_key(title: str) -> str:
    """The key of a title, versions told apart. Empty for a title of nothing visible."""
    return _key(without_guests(title)) or symbols(title)


def work_title_key(title: str) -> str:
    """The key of a title, versions taken together. Empty for a title of nothing visible."""
    return _key(without_version(without_guests(title))) or symbols(title)


def title_keys(title: str) -> tuple[str, str]:
    """:func:`title_key` and :func:`work_title_key` at the price of one, where no version is named."""
    named = without_guests(title)
    plain = without_version(named)
    recording = _key(named) or symbols(title)
    return recording, recording if plain == named else _key(plain) or symbols(title)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of n songs, computed once for all that is built from them.

    Attributes:
        artists: of the primary artists; songs of one artist share one string.
        recordings: of the titles, versions told apart.
        works: of the titles, versions taken together.
    """

    artists: list[str]
    recordings: list[str]
    works: list[str]

    @classmethod
    def of(cls, songs: Songs) -> "Keys":
        """Keys of all songs, in row order: 1.2 s for 100 000."""
        pairs = [title_keys(title) for title in songs.title]
        return cls(artist_keys(songs), [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def is_nobody(key: str) -> bool:
    """Whether an artist key names no one: empty, or a stand-in such as "Various Artists"."""
    return key in _NOBODY


def work_rows(songs: Songs, keys: Keys | None = None) -> Rows:
    """Number the works: int32 (n,), equal where artist key and title's work key are.

    Numbers are 0 … in order of first appearance. A song without a known artist is a work of its own. A title
    that says whose song it is (``In the Style of``) makes it a recording of theirs.
    """
    keys = keys or Keys.of(songs)
    covered = (covered_artist(title) for title in songs.title)
    artists = (artist_key(name) if name else own for name, own in zip(covered, keys.artists, strict=True))
    return _grouped(artists, keys.works)


def artist_rows(songs: Songs, keys: Keys | None = None) -> Rows:
    """Number the primary artists: int32 (n,), equal where the artist key is.

    Numbers are 0 … in order of first appearance. A song without a known artist has a number of its own.
    """
    return _grouped(keys.artists if keys else artist_keys(songs), repeat("", len(songs)))


def _grouped(artists: Iterable[str], rest: Iterable[str]) -> Rows:
    """Number the songs whose artist key, and whatever else stands beside it, are equal."""
    numbers: dict[str | int, int] = {}
    keys = (
        row if is_nobody(artist) else artist + SEPARATOR + other
        for row, (artist, other) in enumerate(zip(artists, rest, strict=True))
    )
    return np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.int32)


def _key(text: str) -> str:
    """Words closed up, so that "AC/DC" is "ACDC" and "Hip-Hop" is "Hip Hop", without "The" at either end.

    Digits alone stay apart (1.2 is not 12). Empty for a text without words.
    """
    parts = words(text)
    if len(parts) > 1 and parts[0] == "the":
        parts = parts[1:]
    elif len(parts) > 1 and parts[-1] == "the" and "," in text:  # Beatles, The
        parts = parts[:-1]
    joined = ""
    for at, part in enumerate(parts):
        word = "and" if part == "n" and 0 < at < len(parts) - 1 else part  # Guns N' Roses
        joined += f" {word}" if joined[-1:].isdigit() and word[0].isdigit() else word
    return joined
