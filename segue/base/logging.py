"""Logs as one JSON object a line, with client text made harmless."""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime

import orjson

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CREDENTIALS = re.compile(r"(?<=://)[^\s/?#@\"']{1,300}@")
_LONGEST = 200
_AS_TEXT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_OURS = ("segue", "db")


def clean(text: str) -> str:
    """Client text for a log line: controls escaped (no forged lines), cut at 200 characters."""
    cut = text[:_LONGEST]
    return cut if cut.isprintable() else _escaped(cut)  # no control is printable


def _escaped(text: str) -> str:
    return _CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


class JsonFormatter(logging.Formatter):
    """One event, one line: time, level, logger, event and the fields given as ``extra={"fields": {...}}``."""

    _second = 0, "1970-01-01T00:00:00"

    def format(self, record: logging.LogRecord) -> str:
        """Render one record; a traceback stands in the field ``traceback``."""
        line: dict[str, object] = {
            "time": self._time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            line |= {key: clean(value) if isinstance(value, str) else value for key, value in fields.items()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        written = _json(line)
        # A library's error may say anything: no control reaches a terminal, no URL's password a log.
        if "://" in written:
            written = _CREDENTIALS.sub("***@", written)
        return written if written.isprintable() else _escaped(written)

    def _time(self, record: logging.LogRecord) -> str:
        """When it was, in milliseconds, UTC; seconds are spelled out once each."""
        second = int(record.created)
        if self._second[0] != second:
            self._second = second, datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._second[1]}.{int(record.msecs):03d}+00:00"


def _json(line: dict[str, object]) -> str:
    """One line; what JSON does not know as text."""
    try:
        # 0.2 µs for the line of a request; json.dumps takes 3
        return orjson.dumps(line, str, _AS_TEXT).decode()
    except TypeError:  # lone surrogates, integers beyond 64 bits
        return json.dumps(line, ensure_ascii=False, default=str)


class Event(logging.LogRecord):
    """An event of a logger whose place in the code says nothing, as the one at every request.

    What the logging module would find out about each, thread, process, file and line, is found once: 0.9 µs
    instead of 3.

    Args:
        like: another record of the same event, which is not changed.
        fields: of this one.
    """

    def __init__(self, like: logging.LogRecord, fields: dict[str, object]) -> None:
        now = time.time()
        vars(self).update(vars(like), created=now, msecs=now % 1 * 1000, fields=fields)


def configure(level: str = "INFO") -> None:
    """Send the loggers of ``segue`` and ``db`` to standard error as JSON lines. Safe to call twice."""
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = False
        if not logger.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(JsonFormatter())
            logger.addHandler(handler)
