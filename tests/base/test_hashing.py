import numpy as np

from segue.base.hashing import GOLDEN, hash64, hashes64, mix64, unit


def test_a_text_has_the_same_hash_everywhere() -> None:
    assert hash64("") == int.from_bytes(bytes.fromhex("e4a6a0577479b2b4"), "little")
    assert hash64("Björk") == 12645924842598731969
    assert hash64("\ud800") == hash64("?")


def test_texts_hashed_together_have_the_hashes_they_have_alone() -> None:
    texts = ["", "Björk", "\ud800", "a" * 300]
    hashes = hashes64(texts)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == [hash64(text) for text in texts]
    assert hashes64([]).tolist() == []


def test_mixing_gives_the_published_sequence() -> None:
    # the first numbers of SplitMix64 with the seed 0
    states = np.arange(1, 4, dtype=np.uint64) * GOLDEN
    assert [hex(number) for number in mix64(states)] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
        "0x6c45d188009454f",
    ]


def test_words_become_numbers_from_0_to_just_below_1() -> None:
    words = np.array([0, 1 << 63, 2**64 - 1], np.uint64)
    assert unit(words).tolist() == [0.0, 0.5, 1 - 2.0**-53]
