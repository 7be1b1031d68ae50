"""One list of two: fair at every place, and the same in every process."""

from itertools import accumulate, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.recommend.interleaving import Coin, Interleaved, interleaved

songs = st.lists(st.integers(0, 12), unique=True, max_size=10)
coins = st.builds(Coin, st.tuples(st.text(max_size=3)))
limits = st.integers(1, 12)

HEADS, TAILS = Coin(("a",)), Coin(("a",), turned=True)


def mixed(a: str, b: str, coin: Coin = HEADS, limit: int = 10) -> tuple[str, str]:
    found = interleaved(a, b, coin, limit)
    return "".join(found.keys), found.arms


def sums(found: Interleaved[int]) -> list[int]:
    """#A − #B of each prefix of the songs that count."""
    signs = [{"A": 1, "B": -1}[arm] for arm in found.arms if arm != "="]
    return list(accumulate(signs))


def test_sides_take_turns_and_a_coin_says_who_begins() -> None:
    first = HEADS.first(1)[0]
    assert mixed("a", "x") == (("ax", "AB"), ("xa", "BA"))[first]
    assert mixed("a", "x", TAILS) == (("xa", "BA"), ("ax", "AB"))[first]


def test_what_both_would_name_next_counts_for_neither() -> None:
    found, arms = mixed("pqa", "pqx")
    assert found[:2] == "pq"
    assert arms[:2] == "=="
    assert sorted(arms[2:]) == ["A", "B"]


def test_what_one_side_adds_alone_counts_for_neither() -> None:
    found, arms = mixed("a", "xyz")
    assert sorted(found[:2]) == ["a", "x"]
    assert (found[2:], arms[2:]) == ("yz", "==")


def test_a_song_at_different_places_counts_for_who_named_it() -> None:
    # B ranks s higher: it names it unless A, going second, has it left as its own next song
    letters = [dict(zip(*mixed("as", "sx", coin), strict=True))["s"] for coin in (HEADS, TAILS)]
    assert letters == ["B", "B"]


def test_an_aa_test_shares_one_list_out_by_the_coin() -> None:
    found = interleaved(range(10), range(10), HEADS, 10, drafting_all=True)
    assert found.keys == tuple(range(10))
    assert sorted(found.arms) == ["A"] * 5 + ["B"] * 5


@given(songs, songs, coins, limits)
def test_the_list_is_filled_without_repeats(a: list[int], b: list[int], coin: Coin, limit: int) -> None:
    found = interleaved(a, b, coin, limit)
    assert len(found.keys) == len(set(found.keys)) == len(found.arms) == min(limit, len({*a, *b}))
    assert set(found.keys) <= {*a, *b}


@given(a=songs, b=songs, coin=coins, limit=limits, all_drafted=st.booleans())
def test_sides_never_differ_by_more_than_one(
    *, a: list[int], b: list[int], coin: Coin, limit: int, all_drafted: bool
) -> None:
    found = interleaved(a, b, coin, limit, drafting_all=all_drafted)
    differences = sums(found)
    assert max(map(abs, differences), default=0) <= 1
    assert all(difference == 0 for difference in differences[1:-1:2])


@given(songs, coins, limits)
def test_equal_lists_give_that_list(a: list[int], coin: Coin, limit: int) -> None:
    found = interleaved(a, a, coin, limit)
    assert found.keys == tuple(a[:limit])
    assert set(found.arms) <= {"="}


@given(a=songs, b=songs, coin=coins, limit=limits, all_drafted=st.booleans())
def test_with_sides_swapped_and_the_coin_turned_the_letters_are_swapped(
    *, a: list[int], b: list[int], coin: Coin, limit: int, all_drafted: bool
) -> None:
    one = interleaved(a, b, coin, limit, drafting_all=all_drafted)
    other = interleaved(b, a, Coin(coin.key, turned=True), limit, drafting_all=all_drafted)
    assert other.keys == one.keys
    assert other.arms == one.arms.translate(str.maketrans("AB", "BA"))


@given(songs, songs, coins, limits)
def test_a_shorter_list_is_how_a_longer_one_begins(
    a: list[int], b: list[int], coin: Coin, limit: int
) -> None:
    longer = interleaved(a, b, coin, limit + 1)
    assert interleaved(a, b, coin, limit).keys == longer.keys[:limit]


def test_whoever_takes_songs_by_their_place_alone_prefers_neither() -> None:
    """At every place both sides stand equally often, over all ways the coin may fall."""
    for b in permutations(range(4)):
        places = np.zeros(4)
        for letters in _all_ways((0, 1, 2, 3), b):
            places += [{"A": 1, "B": -1, "=": 0}[letter] for letter in letters]
        assert not places.any(), b


def _all_ways(a: tuple[int, ...], b: tuple[int, ...]) -> list[str]:
    """The letters for each of the eight ways three coins may fall."""
    keys: dict[tuple[int, ...], Coin] = {}
    number = 0
    while len(keys) < 8:
        coin = Coin((str(number),))
        keys.setdefault(coin.first(3), coin)
        number += 1
    return [interleaved(a, b, coin, 4).arms for coin in keys.values()]


def test_the_coin_is_fair_and_does_not_hang_together() -> None:
    first = np.array([Coin(("e", str(who), "up-next", "2026-11-21")).first(8) for who in range(2000)])
    assert np.abs(first.mean(axis=0) - 0.5).max() < 0.05
    assert np.abs(np.corrcoef(first.T) - np.eye(8)).max() < 0.1
