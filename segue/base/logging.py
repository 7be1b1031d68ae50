"""Logs as one JSON object a line, with client text made harmless."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CREDENTIALS = re.compile(r"(?<=://)[^\s/?#@\"']{1,300}@")
_LONGEST = 200
_OURS = ("segue", "db")


def clean(text: str) -> str:
    """Client text for a log line: controls escaped (no forged lines), cut at 200 characters."""
    return _escaped(text[:_LONGEST])


def _escaped(text: str) -> str:
    return _CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


class JsonFormatter(logging.Formatter):
    """One event, one line: time, level, logger, event and the fields given as ``extra={"fields": {...}}``."""

    def format(self, record: logging.LogRecord) -> str:
        """Render one record; a traceback stands in the field ``traceback``."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            line |= {key: clean(value) if isinstance(value, str) else value for key, value in fields.items()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        written = json.dumps(line, ensure_ascii=False, default=str)
        # A library's error may say anything: no control reaches a terminal, no URL's password a log.
        return _escaped(_CREDENTIALS.sub("***@", written))


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
