import numpy as np
import pytest

from segue.training.report.exposure import draw_exposure, finding, half_shown
from tests.training.report.world import evaluation, system


@pytest.mark.parametrize(("steepness", "expected"), [(1, 0.5), (2, 1 - 0.5**0.5), (4, 1 - 0.5**0.25)])
def test_half_of_what_is_shown_follows_from_the_curve(steepness: float, expected: float) -> None:
    assert half_shown(system(0.2, steepness=steepness)) == pytest.approx(expected, abs=1e-3)


def test_the_title_says_how_small_a_part_of_the_catalogue_is_half_of_what_is_shown() -> None:
    assert finding(evaluation()) == (
        "Half of what it shows comes from 16 % of the catalogue; 16 % would by chance"
    )


def test_one_song_for_all_is_drawn_too() -> None:
    curve = np.zeros(101)
    curve[-1] = 1
    single = system(0.1).model_copy(update={"exposure_curve": curve.tolist(), "exposure": {}})
    picture = draw_exposure(evaluation(systems={"spectral": single}))
    assert picture.title == "Half of what it shows comes from 0.5 % of the catalogue"
