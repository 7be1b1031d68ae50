"""Reading one level of a breakdown."""

from typing import Final

from segue.training.scores import Evaluation, Level, Score

RECALL: Final = "recall@20"


def score_of(level: Level, system: str, metric: str) -> Score | None:
    """A system's score in a level, ``None`` where it has none."""
    return level.systems.get(system, {}).get(metric)


def levels_of(evaluation: Evaluation, name: str) -> list[Level]:
    """The levels of a breakdown at which somebody was measured; empty without that breakdown."""
    found = [one.levels for one in evaluation.breakdowns if one.name == name]
    return [level for level in found[0] if level.n_listeners > 0] if found else []
