from segue.training.report.groups import draw_activity, draw_popularity_bands
from segue.training.scores import Level
from tests.training.report.world import evaluation, level


def test_each_grouping_is_a_picture_of_its_own() -> None:
    levels = [level("hits", 0.3, 0.3), level("rare", 0.1, 0.02)]
    bands, activity = draw_popularity_bands(evaluation(), levels), draw_activity(evaluation(), levels)
    assert [bands.name, activity.name] == ["report-popularity", "report-activity"]
    assert bands.png != activity.png


def test_groups_without_figures_are_drawn_empty() -> None:
    nothing = [Level(label="rare", n_listeners=3, systems={})]
    assert draw_popularity_bands(evaluation(), nothing).png.startswith(b"\x89PNG")
