"""Quality by the number of known songs: how soon a newcomer is served well."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from segue.releases.summaries import POPULARITY
from segue.training.report.drawable import drawable
from segue.training.report.figures import axis_label
from segue.training.report.levels import RECALL, score_of
from segue.training.report.marks import band, write
from segue.training.report.picture import Picture
from segue.training.report.style import colours_of, house_style, light_grid, new_figure, png, system_label
from segue.training.scores import Evaluation, Level


def draw_newcomers(evaluation: Evaluation, levels: Sequence[Level]) -> Picture:
    """Recall and the headline metric over the number of known songs, against popularity."""
    title = finding(evaluation, levels)
    metrics = list(dict.fromkeys((RECALL, evaluation.headline)))
    with house_style():
        figure = new_figure(title, 3.4)
        for axes, metric in zip(figure.subplots(1, len(metrics), squeeze=False)[0], metrics, strict=True):
            _panel(axes, evaluation, levels, metric)
        image = png(figure)
    caption = (
        "The same listeners, with only so many of their songs known. Bands are 95 % intervals. "
        "The blue line should rise, and never lie below popularity."
    )
    return Picture("report-newcomers", title, caption, image)


def finding(evaluation: Evaluation, levels: Sequence[Level]) -> str:
    """From how many known songs on the subject surely finds more than popularity, or where it finds less."""
    ahead, behind = [], []
    for level in levels:
        own, other = score_of(level, evaluation.subject, RECALL), score_of(level, POPULARITY, RECALL)
        if own is None or other is None:
            continue
        if own.high < other.low:
            behind.append(level.label)
        elif own.low > other.high:
            ahead.append(level.label)
    if behind:
        return f"With {_known(behind[0])} popularity finds more"
    if ahead:
        return f"With {_known(ahead[0])} it already finds more than popularity"
    return "How much it finds by number of known songs"


def _known(label: str) -> str:
    return f"{drawable(label)} known {'song' if label == '1' else 'songs'}"


def _panel(axes: Axes, evaluation: Evaluation, levels: Sequence[Level], metric: str) -> None:
    colours = colours_of(list(evaluation.systems), evaluation.subject)
    for name in (POPULARITY, evaluation.subject):
        scored = [(x, score_of(level, name, metric)) for x, level in enumerate(levels)]
        xs = [x for x, score in scored if score is not None]
        scores = [score for _, score in scored if score is not None]
        if not scores:
            continue
        band(axes, xs, scores, colours[name])
        # a line that rises leaves room above its middle
        at = len(xs) // 2 if name == evaluation.subject else -1
        label = system_label(name, evaluation.subject)
        write(axes, label, (xs[at], scores[at].high), (0, 8), colour=colours[name], align="right")
    axes.set_ylim(bottom=0)
    axes.set_xticks(range(len(levels)), [drawable(level.label, most=6) for level in levels])
    axes.set_xlabel("known songs of a listener")
    axes.set_title(axis_label(metric))
    light_grid(axes, "y")
