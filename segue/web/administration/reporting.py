"""Reports of minutes of reading, made by our own command line one at a time."""

import logging
from typing import Any, Final

import orjson

from segue.base.errors import Conflict, Unavailable
from segue.base.settings import Settings
from segue.web.administration.commands import alone, run

SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 10.0
"""A page that shows several asks for them at once."""
AT_WORK = "A report is being made right now. Ask again when it is there."
FAILED = "The report could not be made for a reason the log of the API has."
_LOCK: Final = ".reporting.lock"

logger = logging.getLogger(__name__)


def online(settings: Settings, *, days: int, release: str | None) -> dict[str, Any]:
    """What ``main.py report online`` prints of the last days; takes seconds. Raises as :func:`_printed`."""
    one = [] if release is None else [f"--release={release}"]
    return _printed(settings, "report", "online", "--json", f"--days={days}", *one)


def verdict(settings: Settings, experiment_id: str) -> dict[str, Any]:
    """What ``main.py experiment verdict`` prints of an experiment that is known. Raises likewise."""
    return _printed(settings, "experiment", "verdict", experiment_id, "--json")


def _printed(settings: Settings, *words: str) -> dict[str, Any]:
    """The JSON object a command prints.

    Raises :class:`Conflict` while another report is made and where this one can't be, :class:`Unavailable`
    where it took too long, or failed.
    """
    with alone(settings.artifacts_dir / _LOCK, AT_WORK, patience_seconds=PATIENCE_SECONDS) as lock:
        done = run(settings, words, seconds=SECONDS, lock=lock)
    if done.refused:
        raise Conflict(done.sentence)
    if done.code != 0:
        fields = {"exit_code": done.code, "said": done.sentence}
        logger.error("report failed", extra={"fields": fields})
        raise Unavailable(FAILED)
    printed: dict[str, Any] = orjson.loads(done.output)
    return printed
