"""Which part of a log a model is measured on."""

from dataclasses import dataclass

from segue.base.ids import IdMap
from segue.factors.interactions import Events
from segue.listening.splits import Holdout, by_listener, by_time


@dataclass(frozen=True)
class HoldoutPlan:
    """How a training is evaluated.

    Attributes:
        fraction: of the listeners, or of the time, that is held out; 0 evaluates nothing.
        seed: which listeners, and every random draw of the evaluation.
        refit: whether the released model learns from the held-out part too, once that has been measured.
    """

    fraction: float = 0.2
    seed: int = 0
    refit: bool = True


def hold_out(events: Events, users: IdMap, plan: HoldoutPlan) -> Holdout | None:
    """The holdout a log allows: by time, else by listeners, else none."""
    if events.times is not None:
        by_date = by_time(events, fraction=plan.fraction)
        if len(by_date.truth) and len(by_date.train):
            return by_date
    by_person = by_listener(events, users, fraction=plan.fraction, seed=plan.seed)
    return by_person if len(by_person.truth) and len(by_person.train) else None
