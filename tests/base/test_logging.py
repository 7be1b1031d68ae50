import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from segue.base.logging import Event, JsonFormatter, clean, configure


@pytest.fixture
def ours() -> Iterator[logging.Logger]:
    """The logger of ``segue``, without a handler; all of ours are put back afterwards."""
    loggers = [logging.getLogger(name) for name in ("segue", "db")]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers = []
    yield loggers[0]
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers, logger.level, logger.propagate = handlers, level, propagate


def test_a_line_is_one_json_object_with_its_fields(
    ours: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO")
    logging.getLogger("segue.releases").info("release swapped", extra={"fields": {"release": "r1", "ms": 2}})
    line = json.loads(capsys.readouterr().err)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "segue.releases",
        "event": "release swapped",
        "release": "r1",
        "ms": 2,
    }
    assert not ours.propagate


def test_configuring_twice_writes_each_line_once(
    ours: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO")
    configure("WARNING")
    ours.info("too quiet")
    ours.warning("heard")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["heard"]


def test_a_traceback_stays_in_its_line() -> None:
    error = ValueError("two\nlines")
    exc_info = type(error), error, None
    record = logging.LogRecord("segue", logging.ERROR, "x.py", 1, "failed", (), exc_info)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert "two\nlines" in json.loads(line)["traceback"]


def test_client_text_forges_no_line_and_ends_at_200_characters() -> None:
    assert clean('a"\n{"event": "forged"}\x1b[31m\x85\u2028') == (
        'a"\\u000a{"event": "forged"}\\u001b[31m\\u0085\\u2028'
    )
    assert len(clean("x" * 10_000)) == 200
    record = logging.LogRecord("segue", logging.INFO, "x.py", 1, "asked", (), None)
    record.fields = {"query": "a\nb"}
    assert json.loads(JsonFormatter().format(record))["query"] == "a\\u000ab"


def test_an_error_of_a_library_gives_away_no_password_and_no_control() -> None:
    error = ValueError(
        "can't reach postgresql://ana:hunter2@host/name?x=1 or redis://:hunter2@host\x1b[31m\u2028\ud800"
    )
    record = logging.LogRecord("segue", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, None))
    record.fields = {"nested": ["redis://:hunter2@host\x85"]}
    line = JsonFormatter().format(record)
    assert "hunter2" not in line
    assert "ana" not in line
    assert line.isprintable()
    assert "postgresql://***@host/name?x=1" in json.loads(line)["traceback"]


def test_an_address_without_a_password_is_kept() -> None:
    record = logging.LogRecord("segue", logging.INFO, "x.py", 1, "asked", (), None)
    record.fields = {"url": "https://example.com/@somebody and a@b"}
    assert json.loads(JsonFormatter().format(record))["url"] == "https://example.com/@somebody and a@b"


def test_an_event_says_what_a_record_says_at_its_own_time() -> None:
    like = logging.LogRecord("segue.access", logging.INFO, "x.py", 1, "request", (), None)
    like.created, like.msecs = 0.0, 0.0
    event, record = Event(like, {"status": 200}), logging.LogRecord("a", 0, "", 0, "", (), None)
    assert vars(event).keys() == vars(record).keys() | {"fields"}
    line = json.loads(JsonFormatter().format(event))
    assert abs(datetime.fromisoformat(line.pop("time")).timestamp() - time.time()) < 5
    assert line == {"level": "info", "logger": "segue.access", "event": "request", "status": 200}
    assert not hasattr(like, "fields")
