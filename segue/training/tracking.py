"""Logging runs to MLflow, where ``MLFLOW_TRACKING_URI`` is set; elsewhere nothing of MLflow is loaded."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import shorten
from typing import Any, Final, Protocol

from segue.base.errors import DataError, Unavailable

EXPERIMENT: Final = "segue"
CANDIDATE_TAG: Final = "segue.candidate"
RELEASE_TAG: Final = "segue.release"
FINGERPRINT_TAG: Final = "segue.fingerprint"
STUDY_TAG: Final = "segue.study"

_ENVIRONMENT: Final = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # it would tell its makers of its use
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # with its own seven a dead server takes four minutes
}
"""What MLflow reads, where the operator has not set it."""


@dataclass(frozen=True)
class Run:
    """One finished piece of work, as MLflow keeps it.

    Attributes:
        name: for people.
        parameters: what it was done with.
        metrics: by our names, such as ``ndcg@20``; MLflow has no ``@`` and shows ``ndcg_at_20``.
        tags: to find it by.
    """

    name: str
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]


class Tracker(Protocol):
    """Where runs are logged. Both methods raise :class:`Unavailable` when the other side is down."""

    def log(self, run: Run) -> None:
        """Log one finished run."""

    def tag_release(self, candidate_id: str, release_id: str) -> None:
        """Say which release a candidate has become."""


class Untracked:
    """A tracker that logs nowhere."""

    def log(self, run: Run) -> None:
        """Nobody reads it."""

    def tag_release(self, candidate_id: str, release_id: str) -> None:
        """Nobody reads it."""


class MlflowTracker:
    """Logs to the experiment :data:`EXPERIMENT` of an MLflow server or database.

    Args:
        uri: as MLflow takes it, such as ``http://127.0.0.1:5000`` or ``sqlite:///mlflow.db``.

    Raises:
        DataError: MLflow's client is not installed.
        Unavailable: MLflow does not answer, or takes no such URI.
    """

    def __init__(self, uri: str) -> None:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        try:
            # seconds of loading, and an extra that few have
            from mlflow.tracking import MlflowClient
        except ModuleNotFoundError as error:
            raise DataError(
                "MLFLOW_TRACKING_URI is set, and MLflow's client is not installed: "
                "`pip install -r requirements-mlflow.txt`, or unset the variable."
            ) from error
        logging.getLogger("mlflow").setLevel(logging.WARNING)
        self._uri = uri
        with self._refusals():
            self._client = MlflowClient(tracking_uri=uri)
            known = self._client.get_experiment_by_name(EXPERIMENT)
            self._experiment = known.experiment_id if known else self._client.create_experiment(EXPERIMENT)

    def log(self, run: Run) -> None:
        """See :meth:`Tracker.log`."""
        with self._refusals():
            started = self._client.create_run(self._experiment, tags=dict(run.tags), run_name=run.name)
            run_id = started.info.run_id
            for name, value in run.parameters.items():
                self._client.log_param(run_id, name, value)
            for name, number in run.metrics.items():
                self._client.log_metric(run_id, name.replace("@", "_at_"), number)
            self._client.set_terminated(run_id)

    def tag_release(self, candidate_id: str, release_id: str) -> None:
        """See :meth:`Tracker.tag_release`."""
        with self._refusals():
            wanted = f"tags.`{CANDIDATE_TAG}` = '{candidate_id}'"
            for run in self._client.search_runs([self._experiment], wanted):
                self._client.set_tag(run.info.run_id, RELEASE_TAG, release_id)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        # same reason as above
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (MlflowException, SQLAlchemyError) as error:
            said = shorten(str(error).replace(self._uri, "it"), 200, placeholder=" …")  # may hold a password
            raise Unavailable(
                f"MLflow can't be logged to: {said.rstrip('.')}. Mend that, or unset MLFLOW_TRACKING_URI."
            ) from error


def open_tracker(uri: str) -> Tracker:
    """Where runs are logged: at ``uri``, or nowhere for an empty one. Raises as :class:`MlflowTracker`."""
    return MlflowTracker(uri) if uri else Untracked()
