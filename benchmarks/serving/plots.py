"""The figures as pictures: ratios beside what was wished, latencies, and how ratios went over time."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.serving.record import Record

FOLDER = Path(__file__).parent
_COLOURS = ("#20639b", "#d1603d", "#3c9d7a")


def drawn(latest: Sequence[Record], history: Sequence[Record], folder: Path = FOLDER) -> list[Path]:
    """Draw the latest record of each world, and the history of all; gives the files."""
    mpl.rcParams["svg.hashsalt"] = "segue"  # equal figures, equal files
    pictures = {
        "ratios.svg": _bars(latest, "ratio", "throughput as a part of an empty route's (mark: wished)"),
        "latency.svg": _bars(latest, "p99", "p50 and p99 at half the top rate, ms"),
        "history.svg": _lines(history),
    }
    paths = []
    for name, figure in pictures.items():
        paths.append(folder / name)
        figure.savefig(paths[-1], metadata={"Date": None})
    return paths


def _bars(records: Sequence[Record], of: str, title: str) -> Figure:
    names = [each.name for each in records[0].comparisons]
    figure = Figure(figsize=(9, 0.55 * len(names) + 1.2), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(records)
    for number, record in enumerate(records):
        places = [row + number * height for row in range(len(names))]
        if of == "ratio":
            axes.barh(
                places,
                [c.ratio for c in record.comparisons],
                height,
                label=record.world,
                color=_COLOURS[number],
            )
            axes.plot(
                [c.least for c in record.comparisons],
                places,
                "|",
                color="black",
                markersize=10,
                markeredgewidth=2,
            )
        else:
            axes.barh(
                places, [c.segue.p99 for c in record.comparisons], height, color=_COLOURS[number], alpha=0.4
            )
            axes.barh(
                places,
                [c.segue.p50 for c in record.comparisons],
                height,
                label=record.world,
                color=_COLOURS[number],
            )
    axes.set_yticks([row + 0.4 - height / 2 for row in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xlabel(title)
    axes.legend(loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _lines(history: Sequence[Record]) -> Figure:
    worlds = list(dict.fromkeys(record.world for record in history))
    figure = Figure(figsize=(9, 3.2 * len(worlds)), layout="constrained")
    for axes, world in zip(figure.subplots(len(worlds), squeeze=False)[:, 0], worlds, strict=True):
        runs = [record for record in history if record.world == world]
        for name in dict.fromkeys(each.name for record in runs for each in record.comparisons):
            points = [
                (number, each.ratio)
                for number, record in enumerate(runs)
                for each in record.comparisons
                if each.name == name
            ]
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set_xticks(range(len(runs)), [f"{record.at[:10]}\n{record.commit}" for record in runs])
        axes.set_title(f"{world}: throughput as a part of an empty route's")
        axes.legend(fontsize="x-small", ncols=2)
        axes.spines[["top", "right"]].set_visible(False)
    return figure
