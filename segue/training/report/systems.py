"""The systems side by side: which ranks best, and how sure that is."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from segue.training.report.drawable import drawable
from segue.training.report.figures import axis_label
from segue.training.report.levels import RECALL
from segue.training.report.marks import mark, rows_of, write
from segue.training.report.picture import Picture
from segue.training.report.style import colours_of, house_style, new_figure, png, system_label
from segue.training.scores import Evaluation

_NAMED = 3


def draw_systems(evaluation: Evaluation) -> Picture:
    """The headline metric and recall of every system, best first, each mean with its 95 % interval."""
    order = best_first(evaluation)
    metrics = list(dict.fromkeys((evaluation.headline, RECALL)))
    title = finding(evaluation)
    with house_style():
        figure = new_figure(title, 1.4 + 0.32 * len(order))
        panels = figure.subplots(1, len(metrics), sharey=True, squeeze=False)[0]
        for axes, metric in zip(panels, metrics, strict=True):
            _panel(axes, evaluation, order, metric)
        for label, name in zip(panels[0].get_yticklabels(), order, strict=True):
            label.set_fontweight("bold" if name == evaluation.subject else "normal")
        image = png(figure)
    caption = (
        f"{evaluation.n_listeners:,} listeners whose songs were partly hidden; every system ranks the whole "
        "catalogue for each. Dots are means over listeners, bars their 95 % intervals."
    )
    return Picture("report-systems", title, caption, image)


def finding(evaluation: Evaluation) -> str:
    """The outcome in one sentence, from the paired comparisons in the headline metric."""
    subject = drawable(evaluation.subject, most=22)
    against = [one for one in evaluation.comparisons if one.metric == evaluation.headline]
    if not against:
        return f"How well does {subject} rank?"
    better = [one.against for one in against if one.difference.high < 0]
    level = [one.against for one in against if one.difference.low <= 0 <= one.difference.high]
    if better:
        return f"{_listed(better)} {'rank' if len(better) > 1 else 'ranks'} better than {subject}"
    if level:
        return f"No sure difference between {subject} and {_listed(level)}"
    return f"{subject} ranks better than {_listed([one.against for one in against])}"


def best_first(evaluation: Evaluation) -> list[str]:
    """The systems by their mean in the headline metric; one without it comes last."""

    def value(name: str) -> float:
        score = evaluation.systems[name].ranking.get(evaluation.headline)
        return -1.0 if score is None else score.mean

    return sorted(evaluation.systems, key=value, reverse=True)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{len(names)} other systems"
    drawn = [drawable(name, most=22) for name in names]
    return " and ".join(filter(None, (", ".join(drawn[:-1]), drawn[-1])))


def _panel(axes: Axes, evaluation: Evaluation, order: Sequence[str], metric: str) -> None:
    colours = colours_of(list(evaluation.systems), evaluation.subject)
    for place, name in enumerate(order):
        score = evaluation.systems[name].ranking.get(metric)
        if score is None:
            continue
        is_subject = name == evaluation.subject
        mark(axes, score, place, colours[name], size=7.5 if is_subject else 6)
        write(axes, f"{score.mean:.3f}", (score.mean, place), (0, 11), align="center", bold=is_subject)
    rows_of(axes, [system_label(name, evaluation.subject) for name in order])
    axes.set_xlabel(axis_label(metric))
