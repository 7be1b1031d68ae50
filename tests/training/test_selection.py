import numpy as np
import pytest

from segue.base.ids import IdMap
from segue.factors.interactions import Events
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog
from segue.training.selection import DIMENSIONS, POPULARITY_EXPONENTS, SONG_EXPONENTS, select_settings


def test_open_settings_are_chosen_from_the_stated_values(undated: ListeningLog) -> None:
    chosen = select_settings(undated.events, undated.users, SpectralConfig())
    assert chosen.song_exponent in SONG_EXPONENTS
    assert chosen.popularity_exponent in POPULARITY_EXPONENTS
    assert chosen.dimensions in DIMENSIONS


def test_settings_given_explicitly_stay(undated: ListeningLog) -> None:
    given = SpectralConfig(dimensions=7, song_exponent=0.9, popularity_exponent=-0.5, seed=3)
    assert select_settings(undated.events, undated.users, given) == given


def test_the_choice_is_the_same_every_time(dated: ListeningLog) -> None:
    first, second = (select_settings(dated.events, dated.users, SpectralConfig()) for _ in range(2))
    assert first == second


def test_fewer_dimensions_win_where_more_are_noise() -> None:
    # two camps of listeners, each hearing a third of its forty songs at random: rank two says it all
    generator = np.random.default_rng(0)
    users, songs = np.meshgrid(np.arange(400), np.arange(80), indexing="ij")
    heard = (users % 2 == songs % 2) & (generator.random(users.shape) < 0.33)
    events = Events(
        users[heard].astype(np.int32),
        songs[heard].astype(np.int32),
        np.ones(int(heard.sum()), np.float32),
        None,
        400,
        80,
    )
    chosen = select_settings(events, IdMap.of(f"u{row}" for row in range(400)), SpectralConfig())
    assert chosen.dimensions == min(DIMENSIONS)


@pytest.mark.parametrize("n_events", [0, 2])
def test_with_nothing_to_hold_out_the_config_stays_as_it_is(n_events: int) -> None:
    rows = np.arange(n_events, dtype=np.int32)
    events = Events(rows, rows, np.ones(n_events, np.float32), None, 2, 2)
    config = SpectralConfig(dimensions=5)
    assert select_settings(events, IdMap.of(["a", "b"]), config) is config
