"""Whether a log that writes dates as ``03/04/2024`` puts the day or the month first."""

import numpy as np

from segue.base.errors import DataError
from segue.base.progress import SILENT, Progress
from segue.listening.reasons import READ_DATES
from segue.listening.tables.table import Table
from segue.listening.values.dates import read_moments
from segue.listening.values.dayorder import DayOrder, Evidence, find_evidence, is_numbered
from segue.listening.values.parts import UNREADABLE


def tell_day_order(table: Table, place: int | None, size: int, progress: Progress) -> DayOrder | None:
    """The order of day and month in the column at ``place``; ``None`` where its dates need none.

    The first date of the file decides whether there is a question at all. If so, the column is read from end
    to end before the log is: an order counts where some date proves it and none contradicts it.

    Args:
        table: The log.
        place: Its column of dates, if it has one.
        size: Bytes of the file.
        progress: Told how many of them are read, where the whole column is.

    Raises:
        DataError: No date proves an order, or two prove different ones.
    """
    if place is None or not _begins_numbered(table, place):
        return None
    evidence = Evidence()
    with progress.task(f"telling days from months in {table.name}", size) as task:
        for batch in table.batches([place], task):
            evidence |= find_evidence(batch.columns[place])
    if evidence.day_first and evidence.month_first:
        raise DataError(
            f"{table.name} has dates with the day first ({evidence.day_first}) and with the month first "
            f"({evidence.month_first}); write them as {READ_DATES}."
        )
    if evidence.proven is None and evidence.either:
        raise DataError(
            f"{table.name} has dates such as {evidence.either}, and none of them shows whether day or month "
            f"comes first; write them as {READ_DATES}."
        )
    return evidence.proven


def _begins_numbered(table: Table, place: int) -> bool:
    """Whether the first date in the column is one of three numbers with the year last."""
    with SILENT.task("") as task:
        for batch in table.batches([place], task):
            column = batch.columns[place]
            numbered = is_numbered(column)
            dated = numbered | (read_moments(column) != UNREADABLE)
            if dated.any():
                return bool(numbered[np.argmax(dated)])
    return False
