"""Looks for planted secrets in all that a test run prints, logs, answers and leaves behind.

A plugin. It looks at what is logged in this process, every failure a client of the tests is answered with,
and every file of the run, among them the logs and metrics of servers and commands. What is found fails the
run; it is told where and which secret it was, not the secret itself.
"""

import logging
import os
from functools import wraps
from pathlib import Path
from typing import Any

import httpx
import pytest

from segue.base.logging import JsonFormatter
from tests.canaries.planted import canaries_in
from tests.services.postgres import RUN_FOLDER, running

_PATCHES = pytest.MonkeyPatch()

_OUR_LOGGERS = ("segue", "db")
_CLIENTS_OF_TESTS = ("httpx", "httpcore")
_OURS, _OTHERS = JsonFormatter(), logging.Formatter()

_SQLITE = "SQLite format 3"
"""How a file begins that is meant to hold hashes."""
_ARRAYS_AND_JOURNALS = (".npy", ".faiss", "-wal", "-shm", "-journal")


def look(where: str, text: str) -> None:
    """Note what a text holds that it must not."""
    for name in canaries_in(text):
        during = os.environ.get("PYTEST_CURRENT_TEST", "outside any test")
        with _finds().open("a") as finds:
            finds.write(f"{name} in {where}, {during}\n")


def _finds() -> Path:
    return Path(os.environ[RUN_FOLDER]) / "finds"  # of all processes of the run


def watch_logs() -> None:
    """Look at every record that is logged, as a server would write it."""
    handle = logging.Logger.handle

    @wraps(handle)
    def looked_at(logger: logging.Logger, record: logging.LogRecord) -> None:
        package = record.name.partition(".")[0]
        if package not in _CLIENTS_OF_TESTS:
            form = _OURS if package in _OUR_LOGGERS else _OTHERS
            look(f"the log of {record.name}", form.format(record))
        handle(logger, record)

    _PATCHES.setattr(logging.Logger, "handle", looked_at)


def watch_answers() -> None:
    """Look at the headers of every answer, and at every failure."""
    send, send_async = httpx.Client.send, httpx.AsyncClient.send

    @wraps(send)
    def sent(*given: Any, **options: Any) -> httpx.Response:
        answer = send(*given, **options)
        _look_at(answer)
        return answer

    @wraps(send_async)
    async def sent_async(*given: Any, **options: Any) -> httpx.Response:
        answer = await send_async(*given, **options)
        _look_at(answer)
        return answer

    _PATCHES.setattr(httpx.Client, "send", sent)
    _PATCHES.setattr(httpx.AsyncClient, "send", sent_async)


def _look_at(answer: httpx.Response) -> None:
    where = f"an answer {answer.status_code} to {answer.request.method} {answer.url.path}"
    look(f"the headers of {where}", str(answer.headers.multi_items()))
    if answer.status_code >= 400 and answer.is_closed:
        look(where, answer.text)


def watch_files(folder: Path) -> None:
    """Look at every file that is left, but for databases and releases."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_ARRAYS_AND_JOURNALS):
            with path.open(encoding="utf-8", errors="replace") as file:
                begins = file.read(len(_SQLITE))
                if begins != _SQLITE:
                    look(str(path), begins + file.read())


def pytest_configure() -> None:
    watch_logs()
    watch_answers()


def pytest_unconfigure() -> None:
    _PATCHES.undo()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    look(f"what {report.nodeid} printed", report.capstdout + report.capstderr)


@pytest.hookimpl(trylast=True)  # after the workers of xdist have ended
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    watch_files(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
    server = running(Path(os.environ[RUN_FOLDER]))
    if server is not None:
        look("the log of Postgres", (server.folder / "log").read_text(errors="replace"))
    if _finds().exists():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _finds().exists():
        terminalreporter.section("secrets that got out", red=True)
        for line in sorted(set(_finds().read_text().splitlines())):
            terminalreporter.line(line)
