"""docs/recommending/listener.md says how much each word of a listener weighs."""

import re
from pathlib import Path

import pytest

from segue.recommend.candidates import AVOIDED_SHARE
from segue.recommend.signals import HALF_LIFE_DAYS, ORDINARY_DAY, PLAY_WEIGHT, SEED_WEIGHT, SKIP_WEIGHT, Kind

PAGE = (Path(__file__).parents[2] / "docs" / "recommending" / "listener.md").read_text()
WEIGHTS = {Kind.SEED: f"{SEED_WEIGHT:g}", Kind.LIKE: "`LIKED_WEIGHT`"} | {
    kind: f"{weight:g}".replace("0.5", "½")
    for kind, weight in ((Kind.PLAY, PLAY_WEIGHT), (Kind.SKIP, SKIP_WEIGHT))
}


@pytest.mark.parametrize("kind", Kind)
def test_weights_half_lives_and_bounds_are_the_real_ones(kind: Kind) -> None:
    found = re.search(rf"^\| {kind} \| (.+) \| (\d+) days \| (\w+)", PAGE, re.MULTILINE)
    assert found is not None
    assert found.groups() == (
        WEIGHTS[kind],
        f"{HALF_LIFE_DAYS[kind]:g}",
        str(ORDINARY_DAY.get(kind, "none")),
    )


def test_the_share_of_what_is_avoided_is_the_real_one() -> None:
    assert f"= {AVOIDED_SHARE:g} · min(1, " in PAGE
