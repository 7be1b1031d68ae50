"""Spellings of one song."""

from collections.abc import Sequence

import numpy as np
import pytest

from segue.listening.spelling import Spellings, fold, group_spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Björk", "bjork"),
        ("BJÖRK", "Bjo\u0308rk"),
        ("Sigur  Rós ", "sigur ros"),
        ("\uff21\uff22\uff22\uff21", "abba"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_accents_width_and_blanks_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("か", "が"), ("One", "One (Live)"), ("One", "One - Remix"), ("AC/DC", "ACDC")]
)
def test_other_letters_and_other_versions_are_other_songs(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def group(titles: Sequence[str], counts: Sequence[int], joinable: Sequence[bool] | None = None) -> Spellings:
    able = np.array([True] * len(titles) if joinable is None else joinable)
    return group_spellings(["A"] * len(titles), titles, able, np.array(counts))


def test_the_most_frequent_spelling_leads_and_ties_go_to_the_first() -> None:
    spellings = group(["x", "Y", "X", "y"], [1, 2, 5, 2])
    assert spellings.new_rows.tolist() == [0, 1, 0, 1]
    assert spellings.order.tolist() == [2, 0, 1, 3]
    assert spellings.n_songs == 2


def test_a_song_with_an_id_of_its_own_stays_alone() -> None:
    assert group(["x", "X", "X"], [1, 1, 1], [False, True, True]).new_rows.tolist() == [0, 1, 1]


def test_no_songs_make_no_groups() -> None:
    assert group([], []).n_songs == 0
