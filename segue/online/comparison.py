"""What listeners say of the two releases of an experiment."""

from datetime import datetime, timedelta

import numpy as np

from db.database import Database
from segue.base.arrays import Float64
from segue.online.attribution import credited
from segue.online.preference import preferences
from segue.online.reading import Span, read_compared
from segue.online.verdict import Verdict, look_times, verdict
from segue.releases.experiment import Experiment

WINDOW = timedelta(hours=24)
"""After a list, within which what is done with its songs counts for them."""


def shown_preferences(database: Database, experiment: Experiment, until: datetime) -> Float64:
    """The preference of every listener who had shown one by a moment: float64 (n,), −1 (A) … 1 (B).

    Of lists and events before ``until`` alone, so that later ones change nothing; but a like taken back since
    then, an account deleted or made private, and lists older than IMPRESSION_DAYS are gone. Raises
    :class:`Unavailable`.
    """
    span = Span(experiment.started_at, until, timedelta(0))
    window = WINDOW // timedelta(microseconds=1)
    found = [
        preferences(block.shown.listeners[block.shown.lists], sides, credited(block, window))
        for block, sides in read_compared(database, span, experiment.id)
    ]
    return np.concatenate([np.empty(0), *found])


def verdict_on(
    database: Database, experiment: Experiment, now: datetime, ended_at: datetime | None = None
) -> Verdict:
    """The verdict on an experiment, by the looks that were due while it ran. Raises :class:`Unavailable`."""
    return verdict(
        look_times(experiment.started_at, timedelta(days=experiment.first_look_days)),
        ended_at or now,
        lambda moment: shown_preferences(database, experiment, moment),
        over=ended_at is not None,
    )
