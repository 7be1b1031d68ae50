"""Which part of a log a model is measured on."""

from dataclasses import dataclass

import numpy as np

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
    """The holdout a log allows: by time, else by listeners, else none.

    One that has no song to be found which stands in the training part is of no use.
    """
    if events.times is not None:
        by_date = by_time(events, fraction=plan.fraction)
        if _is_of_use(by_date):
            return by_date
    by_person = by_listener(events, users, fraction=plan.fraction, seed=plan.seed)
    return by_person if _is_of_use(by_person) else None


def _is_of_use(holdout: Holdout) -> bool:
    known = np.zeros(holdout.truth.n_songs, np.bool_)
    known[holdout.train.song_rows] = True
    return bool(known[holdout.truth.song_rows].any())
