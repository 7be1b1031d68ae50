"""Starting and ending experiments: what an operator does."""

import secrets
from datetime import datetime

from segue.base.errors import Conflict, DataError, NotFound, ReleaseRefused
from segue.releases.experiment import (
    Damaged,
    Ended,
    Experiment,
    note_ended,
    read_ended,
    read_experiment,
    remove_experiment,
    write_experiment,
)
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify

DEFAULT_FIRST_LOOK_DAYS = 7
"""Whole weeks hold every day of the week alike."""
NOTHING_KEPT = "IMPRESSION_DAYS is 0: nothing that is shown is kept, and no verdict could be found."
"""Why none is started then; whoever reads the settings looks."""


class Experiments:
    """The experiments of a folder of releases. At most one runs.

    Holds no state of its own, as :class:`ReleaseStore`.
    """

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store

    def running(self) -> Experiment | None:
        """The one that runs. Raises :class:`Damaged` where its file is."""
        return read_experiment(self._store.root)

    def ended(self) -> list[Ended]:
        """Those that are over, oldest first."""
        return read_ended(self._store.root)

    def find(self, experiment_id: str | None) -> tuple[Experiment, datetime | None]:
        """An experiment and when it ended; without an id the one that runs, else the last.

        Raises :class:`NotFound`, and :class:`Damaged` as :meth:`running` does.
        """
        running = self.running()
        known: list[tuple[Experiment, datetime | None]] = [
            (ended.experiment, ended.ended_at) for ended in self.ended()
        ]
        known += [(running, None)] if running else []
        for experiment, ended_at in reversed(known):
            if experiment_id in (None, experiment.id):
                return experiment, ended_at
        named = "no experiment yet" if experiment_id is None else f"no experiment {experiment_id!r:.80}"
        raise NotFound(f"There is {named}; `python main.py experiment start` begins one.")

    def paused(self) -> str | None:
        """Why nobody is answered by both releases though an experiment runs, in a sentence; else ``None``."""
        running = self.running()
        if running is None:
            return None
        aside = running.aside(self._store.named())
        if aside is not None:
            return aside
        try:
            verify(self._store.path(running.challenger))
        except (NotFound, ReleaseRefused) as error:
            return str(error)
        return None

    def start(
        self,
        challenger: str,
        *,
        share: float,
        reason: str = "",
        first_look_days: int = DEFAULT_FIRST_LOOK_DAYS,
        aa: bool = False,
    ) -> Experiment:
        """Compare a release with the one in service from now on.

        Args:
            challenger: side B.
            share: of the signed-in listeners who take part, above 0 … 1.
            reason: a few words for the history.
            first_look_days: how long listeners are watched before the first verdict.
            aa: compare the release in service with itself, to see that nothing is found where nothing is.

        Raises:
            Conflict: an experiment runs.
            NotFound: there is no such release, or none is current.
            DataError: the challenger is in service and this is no A/A test, or the other way round.
            ReleaseRefused: the challenger does not verify, or is a candidate.
            Unavailable: the folder can't be written.
        """
        with self._store.pointer_lock():
            if self.running() is not None:
                raise Conflict("An experiment runs; end it first: `python main.py experiment stop`.")
            control = self._store.current_id()
            if control is None:
                raise NotFound(
                    "No release is current to compare with; `python main.py promote` makes one so."
                )
            manifest = verify(self._store.path(challenger))
            if aa != (manifest.id == control):
                raise DataError(
                    f"{control} is in service: name another release, or add --aa to compare it with itself."
                    if manifest.id == control
                    else "--aa compares the release in service with itself; name that one, or leave --aa out."
                )
            now = self._store.clock()
            experiment = Experiment(
                id=f"{now:%Y%m%d}-{secrets.token_hex(3)}",
                control=control,
                challenger=manifest.id,
                share=share,
                first_look_days=first_look_days,
                started_at=now,
                reason=reason,
            )
            write_experiment(self._store.root, experiment)
        return experiment

    def stop(self, *, reason: str = "") -> Ended | None:
        """End the experiment that runs and note it; ``None`` for one whose file was damaged.

        Raises :class:`NotFound` when none runs, :class:`Unavailable` when the folder can't be written.
        """
        root = self._store.root
        with self._store.pointer_lock():
            try:
                running = read_experiment(root)
            except Damaged:
                remove_experiment(root)
                return None
            if running is None:
                raise NotFound("No experiment runs; `python main.py experiment start` begins one.")
            ended = Ended(experiment=running, ended_at=self._store.clock(), reason=reason)
            note_ended(root, ended)  # first: a kill in between must not lose what was compared
            remove_experiment(root)
        return ended
