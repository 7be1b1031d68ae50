"""Logging to MLflow what verbs did, where ``MLFLOW_TRACKING_URI`` asks for it."""

from segue.base.errors import Unavailable
from segue.base.settings import StorageSettings, read_settings
from segue.cli.console import say
from segue.training import tracking
from segue.training.tracking import Run, Tracker


def open_tracker() -> Tracker:
    """Where the environment says that runs are logged. Open it before the work: a mistake shows at once."""
    return tracking.open_tracker(read_settings(StorageSettings).mlflow_tracking_uri.get_secret_value())


def log_run(tracker: Tracker, run: Run) -> None:
    """Log what was done; where that fails now, a note says so, for the work itself stands."""
    try:
        tracker.log(run)
    except Unavailable as error:
        say(f"note: {error}")


def log_release(candidate_id: str, release_id: str) -> None:
    """Say which release a candidate has become; likewise."""
    try:
        open_tracker().tag_release(candidate_id, release_id)
    except Unavailable as error:
        say(f"note: {error}")
