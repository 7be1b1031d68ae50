"""When a request came in: our worker notes it in the scope, the crowd reads it there."""

from typing import Final

RECEIVED_AT: Final = "segue.received_at"
"""Seconds of ``time.monotonic`` at which the last bytes before the app was called had been read."""
