"""Would more listeners help: quality of the same recipe learned from parts of them."""

from collections.abc import Sequence

from segue.training.report.figures import axis_label
from segue.training.report.marks import band, write
from segue.training.report.picture import Picture
from segue.training.report.style import SUBJECT, house_style, light_grid, new_figure, png
from segue.training.scores import Evaluation, LearningPoint


def draw_learning(evaluation: Evaluation) -> Picture:
    """The headline metric over the share of the listeners learned from; at least two points."""
    points, metric = evaluation.learning_curve, evaluation.headline
    title = finding(points)
    with house_style():
        figure = new_figure(title, 3.2)
        axes = figure.subplots()
        xs = [point.share for point in points]
        band(axes, xs, [point.score for point in points], SUBJECT)
        for point in points:
            write(axes, f"{point.score.mean:.3f}", (point.share, point.score.high), (0, 8), align="center")
        axes.set_xscale("log", base=2)
        axes.minorticks_off()
        axes.set_xticks(xs, [_share(point) for point in points])
        axes.set_ylim(bottom=0)
        axes.margins(y=0.2)
        axes.set_xlabel(f"share of the listeners it learned from, at most {points[-1].pairs:,} pairs")
        axes.set_ylabel(axis_label(metric))
        light_grid(axes, "y")
        image = png(figure)
    caption = (
        "The same recipe, trained on part of the listeners and measured on the same holdout. "
        "A line that still rises says that more data will help. The band is the 95 % interval."
    )
    return Picture("report-learning", title, caption, image)


def finding(points: Sequence[LearningPoint]) -> str:
    """What the last step of the curve brought."""
    before, last = points[-2], points[-1]
    span = f"from {_share(before)} to {_share(last)} of the listeners"
    if last.score.low <= before.score.mean <= last.score.high:
        return f"More listeners hardly help any more: {span}, no sure change"
    change = last.score.mean - before.score.mean
    if change < 0:
        return f"More listeners make it worse: {span}, it loses {-change:.3f}"
    return f"More listeners still help: {span}, it gains {change:.3f}"


def _share(point: LearningPoint) -> str:
    return f"{100 * point.share:g} %"
