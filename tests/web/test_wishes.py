from dataclasses import replace

import numpy as np
import pytest

from segue.accounts.taste import Preferences
from segue.base.strings import Strings
from segue.catalogue.catalogue import Catalogue
from segue.recommend.filters import Filter
from segue.web.schemas.filters import FilterWish
from segue.web.wishes import filter_of
from tests.catalogue.names import songs_of

NOTHING_SAID = Preferences()
CLEAN = Preferences(explicit=False)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    songs = songs_of(("Björk", "Jóga"), ("Blur", "Beetlebum"), ("Nas", "One Mic"))
    named = replace(
        songs,
        genre=Strings.of(["Art Pop", "Britpop", "Hip-Hop"]),
        language=Strings.of(["is", "en", "en"]),
    )
    return Catalogue.build(named, np.ones(3, np.float32))


def test_names_become_numbers_however_they_are_written(catalogue: Catalogue) -> None:
    wish = FilterWish(genres=["hip hop", "BRITPOP"], artists=["bjork"], languages=["EN"], years=(1990, None))
    assert filter_of(catalogue, wish, NOTHING_SAID) == Filter(
        years=(1990, None), genres=(1, 2), artists=(0,), languages=(1,)
    )


def test_a_name_nobody_knows_matches_no_song(catalogue: Catalogue) -> None:
    assert filter_of(catalogue, FilterWish(genres=["Zydeco"]), NOTHING_SAID) == Filter(genres=())


def test_no_filter_and_empty_lists_ask_nothing(catalogue: Catalogue) -> None:
    empty = FilterWish(genres=[], artists=[], languages=[])
    assert filter_of(catalogue, None, NOTHING_SAID).asks_nothing
    assert filter_of(catalogue, empty, NOTHING_SAID).asks_nothing


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (None, False),
        (FilterWish(), False),
        (FilterWish(explicit=True), True),
        (FilterWish(explicit=False), False),
    ],
)
def test_the_account_decides_about_explicit_songs_where_the_request_does_not(
    catalogue: Catalogue, wish: FilterWish | None, kept: object
) -> None:
    assert filter_of(catalogue, wish, CLEAN).explicit is kept
