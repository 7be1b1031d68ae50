"""A month in words and as a picture."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.month.month import Month
from segue.base.arrays import Float64
from segue.factors.metrics import bootstrap_interval, paired_p_value

_SEED = 0  # of intervals and tests
COLOURS = {"served": "#0072b2", "frozen": "#d55e00", "unknown": "#aa4499", "newcomers": "#009e73"}
LABELS = {
    "served": "accounts, by the release of the night",
    "frozen": "the same, by the first release",
    "unknown": "strangers with the same seeds, by the first release",
    "newcomers": "newcomers, by the release of the night",
}


def lines(month: Month) -> Iterator[str]:
    """What was found, as lines of text."""
    first, last = month.measured[0], month.measured[-1]
    yield f"nDCG@20, {len(first.served)} accounts and {len(first.newcomers)} newcomers"
    for name, label in LABELS.items():
        yield f"{label}: {_mean(getattr(first, name))} to {_mean(getattr(last, name))}"
    yield f"accounts, last night less first: {difference(last.served, first.served)}"
    yield f"of it, what was heard is left out: {difference(last.unknown, first.unknown)}"
    yield f"of it, known better: {difference(last.frozen, last.unknown)}"
    yield f"of it, the model learned: {difference(last.served, last.frozen)}"
    yield f"newcomers, last night less first: {difference(last.newcomers, first.newcomers)}"
    yield f"nights with a gain over the one before: {_risen(month)} of {len(month.nights)}"
    refused = [night for night in month.nights if night.outcome == "refused"]
    yield f"refused by the gate: {len(refused)}"
    yield from (f"  {refusal}" for night in refused for refusal in night.refusals)
    counts = Counter(month.counts)
    yield (
        f"acts: {counts['play']} plays ({counts['own']} of their own choice, {counts['shown']} of what was "
        f"shown), {counts['like']} likes, {counts['skip']} skips, {counts['dislike']} dislikes"
    )
    left = month.erasure
    yield (
        f"left after day {left.day}: the reply named {len(left.named)} releases; {len(left.held_before)} of "
        f"the {left.n_before} before hold them, {len(left.held_after)} of the "
        f"{left.n_releases - left.n_before} after"
    )
    yield f"the private account is in {len(left.held_private)} of {left.n_releases} releases"


def difference(ours: Float64, theirs: Float64) -> str:
    """The mean difference of paired values, its 95 % interval and the p of no difference."""
    gain = ours - theirs
    low, high = bootstrap_interval(gain, seed=_SEED)
    return f"{gain.mean():+.4f} [{low:+.4f}, {high:+.4f}], p {paired_p_value(gain, seed=_SEED):.4f}"


def draw(month: Month, path: Path) -> None:
    """The picture: means over listeners with 95 % intervals, by night."""
    from matplotlib import rc_context  # here, because --help and tests draw nothing
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    nights = np.arange(len(month.measured))
    for name, colour in COLOURS.items():
        values = [getattr(each, name) for each in month.measured]
        low, high = np.array([bootstrap_interval(each, seed=_SEED) for each in values]).T
        axes.plot(nights, [each.mean() for each in values], color=colour, label=LABELS[name])
        axes.fill_between(nights, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set(xlabel="night", ylabel="nDCG@20", ylim=(0, None), xlim=(0, len(nights) - 1))
    axes.legend(frameon=False, loc="best")
    axes.spines[["top", "right"]].set_visible(False)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "month"}):
        figure.savefig(path, metadata={"Date": None})


def _mean(values: Float64) -> str:
    low, high = bootstrap_interval(values, seed=_SEED)
    return f"{values.mean():.4f} [{low:.4f}, {high:.4f}]"


def _risen(month: Month) -> int:
    return int((np.diff([each.served.mean() for each in month.measured]) > 0).sum())
