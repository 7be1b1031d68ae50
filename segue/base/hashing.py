"""Hashes that stand in for chance: the same on every machine, in every process and with every numpy."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from segue.base.arrays import Float64, UInt64

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio: the step between neighbours before they are mixed."""


def hash64(text: str) -> int:
    """The first 8 bytes of BLAKE2b of the UTF-8 text, little-endian."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def hashes64(texts: Iterable[str]) -> UInt64:
    """The same of each of some texts: uint64 (n,)."""
    digests = [blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts]
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64, copy=False)


def mix64(numbers: UInt64) -> UInt64:
    """Spread the bits of each number evenly: the finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def unit(words: UInt64) -> Float64:
    """Each word as a number in [0, 1), in steps of 2⁻⁵³."""
    fractions: Float64 = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return fractions
