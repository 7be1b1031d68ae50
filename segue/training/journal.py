"""The journal of a study: what Optuna knows of it, a line a step, so that a kill loses one step at most.

Optuna's own file backend waits for the disk, and for a lock that a killed process leaves behind, at each of
the dozens of steps of a trial. Here one lock holds for the whole run, and ends with the process.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import BaseJournalBackend

from segue.base.errors import DataError, Unavailable
from segue.releases import locks

JOURNAL_FILE: Final = "journal.jsonl"

_LOCK: Final = ".lock"
_NAME: Final = "study"
_QUESTION: Final = "question"
_WORDS: Final = {"fingerprint": "log", "searched": "choice of ranges"}
"""Of a question: what has no value a person could read."""


@contextmanager
def open_journal(folder: Path, question: dict[str, Any], *, fresh: bool) -> Iterator[optuna.Study]:
    """The study in a folder, for as long as the context lasts; nobody else may go on with it meanwhile.

    Args:
        folder: made if need be.
        question: what the study is about, plain values; kept in the journal of a new study.
        fresh: begin a new journal in the place of the old one.

    Raises:
        DataError: the journal is damaged, or asks something else; the message says what.
        Unavailable: another process is at work on this study.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = locks.try_lock(folder / _LOCK)
    if descriptor is None:
        raise Unavailable(
            f"Another tuning is at work on study {folder.name!r}. Wait for its end, or stop it."
        )
    try:
        path = folder / JOURNAL_FILE
        if fresh:
            path.unlink(missing_ok=True)
        yield _opened(path, question)
    finally:
        os.close(descriptor)


class Lines(BaseJournalBackend):
    """Steps as lines of JSON in a file that this process alone writes to.

    A last line without its end, left by a kill, is cut off. Raises ``ValueError`` for a line that is no JSON.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        whole = path.read_bytes()
        end = whole.rfind(b"\n") + 1
        os.truncate(path, end)
        self._steps: list[dict[str, Any]] = [json.loads(line) for line in whole[:end].splitlines()]

    def read_logs(self, log_number_from: int) -> list[dict[str, Any]]:
        """The steps from this number on."""
        return self._steps[log_number_from:]

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Write further steps."""
        lines = [json.dumps(step, separators=(",", ":")) for step in logs]
        with self._path.open("a") as file:
            file.writelines(f"{line}\n" for line in lines)
        self._steps.extend(map(json.loads, lines))  # as whoever goes on will read them


def _opened(path: Path, question: dict[str, Any]) -> optuna.Study:
    study = _read(path)
    asked = study.user_attrs.get(_QUESTION)
    if asked == question:
        return study
    if any(trial.state.is_finished() for trial in study.get_trials(deepcopy=False)):
        raise DataError(_other_question(path.parent.name, asked or {}, question))
    path.unlink()  # nothing was found out yet
    study = _read(path)
    study.set_user_attr(_QUESTION, question)
    return study


def _read(path: Path) -> optuna.Study:
    try:
        storage = JournalStorage(Lines(path))
        return optuna.create_study(
            storage=storage, study_name=_NAME, direction="maximize", load_if_exists=True
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is damaged. Begin the study anew with --fresh.") from error


def _other_question(name: str, asked: dict[str, Any], question: dict[str, Any]) -> str:
    differing = [key for key in question if asked.get(key) != question[key]]
    if {"trainers", "fixed"} & set(differing):
        differing = [key for key in differing if key != "searched"]  # it follows from them
    words = " and ".join(
        _WORDS.get(key, f"{key} {asked.get(key)!r:.60} (now {question[key]!r:.60})") for key in differing
    )
    return (
        f"Study {name!r} has another {words}, so that its trials can't be compared with new ones. "
        "Begin it anew with --fresh, or give the new one a name of its own: --study NAME."
    )
