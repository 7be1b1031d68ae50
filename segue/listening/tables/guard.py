"""Errors of the reading libraries become one sentence of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from segue.base.errors import DataError


@contextmanager
def readable(name: str, what: str) -> Iterator[None]:
    """Turn whatever a parser raises on a damaged file into ``DataError``; ``what`` it was read as."""
    try:
        yield
    except (MemoryError, OverflowError) as error:
        raise DataError(f"{name} asks for more memory than it should as {what}; it is damaged.") from error
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(f"{name} is damaged or cut short: it is not readable as {what}.") from error
