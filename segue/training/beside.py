"""What a model is measured beside: the other trainers, and the release in service."""

from importlib.util import find_spec
from typing import Final

from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.training.gate import Contender
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.trainers import make_config

LIVE: Final = "live release"
COMPARED_PAIRS: Final = 200_000
"""Up to so many pairs the other trainers are fitted without being asked for: it takes a minute at most."""
_SINGLE: Final = ("spectral", "als", "svd")


def measures_for(
    log: ListeningLog,
    trainer: str,
    plan: HoldoutPlan,
    live: Contender | None,
    *,
    compare: bool | None = None,
    brief: bool = False,
) -> Measures:
    """What to measure in a training.

    Args:
        log: that is trained on.
        trainer: whose model it is.
        plan: of the holdout.
        live: the release in service, if there is one.
        compare: whether to fit the other trainers too; ``None`` does so where the log is small.
        brief: whether to leave out all but the model, the baselines and the live release.
    """
    small = log.report.pairs <= COMPARED_PAIRS
    compared = () if brief or not (small if compare is None else compare) else _others(trainer, plan.seed)
    unseen = live is not None and live.exam is not None and live.held_out_as(plan.fraction, plan.seed)
    others = {LIVE: live.ranker} if live is not None and unseen else {}
    return Measures(detail=not brief, compared=compared, others=others)


def _others(trainer: str, seed: int) -> tuple[TrainerConfig, ...]:
    """The other trainers as they come, those whose package is missing left out."""
    able = (name for name in _SINGLE if name != trainer and (name != "als" or find_spec("implicit")))
    return tuple(make_config(name, {"seed": seed}) for name in able)
