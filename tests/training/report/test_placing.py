from collections.abc import Iterator

import pytest
from matplotlib.axes import Axes

from segue.training.report.placing import Placing
from segue.training.report.style import house_style, new_figure


@pytest.fixture
def axes() -> Iterator[Axes]:
    with house_style():
        figure = new_figure("names", 4)
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        yield axes


def test_no_name_covers_another_or_leaves_the_picture(axes: Axes) -> None:
    placing = Placing(axes, apart=0.02)
    placed = [placing.name_point(f"Song {n}", (n % 9 / 8, n // 9 / 8), size=9) for n in range(81)]
    assert 10 < sum(placed) < 81
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == sum(placed)
    inside = axes.get_window_extent()
    for number, box in enumerate(boxes):
        assert box.count_overlaps(boxes[:number]) == 0
        assert inside.x0 <= box.x0 < box.x1 <= inside.x1


def test_named_points_keep_their_distance(axes: Axes) -> None:
    placing = Placing(axes, apart=0.3)
    assert placing.name_point("a", (0.2, 0.2), size=8)
    assert not placing.name_point("b", (0.2, 0.3), size=8)
    assert placing.name_point("c", (0.2, 0.8), size=8)


def test_a_region_without_room_stays_unnamed(axes: Axes) -> None:
    placing = Placing(axes, apart=0.02)
    assert placing.name_region("Jazz", (0.5, 0.5), size=10, colour="#000000")
    assert not placing.name_region("Jazz" * 40, (0.5, 0.5), size=10, colour="#000000")
    assert [text.get_text() for text in axes.texts] == ["Jazz"]
