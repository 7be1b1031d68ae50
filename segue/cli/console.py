"""How the command line talks: progress, tables, errors, JSON."""

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from typing import Any, Literal, NoReturn

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from segue.base.errors import SegueError, Unavailable
from segue.base.progress import Task

INTERRUPTED_EXIT_CODE = 130
PIPED_WIDTH = 120

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object instead of tables; progress goes to stderr.",
)


@cache
def _errors() -> Console:
    return Console(stderr=True)


class Bars:
    """Progress as bars on standard error: the current work, how far it is, how long it took."""

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:
        """Show a bar for as long as the context lasts."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim", markup=False),
        )
        with Progress(*columns, console=_errors()) as bars:
            yield _Bar(bars, bars.add_task(title, total=total, note=""))


class _Bar:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, amount: float = 1) -> None:
        self._bars.advance(self._task, amount)

    def note(self, text: str) -> None:
        self._bars.update(self._task, note=text)


def say(text: str) -> None:
    """A sentence for a person, on standard error, so that standard output stays for results."""
    _errors().print(text, markup=False, highlight=False, soft_wrap=True)


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    align: Literal["left", "right"] = "right",
) -> None:
    """A table on standard output, none of it cut short; ``align`` is for every column but the first."""
    _output().print(_table(title, columns, rows, align))


def show_figures(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of which no cell is folded: columns there is no room for stand in a further one below.

    The title stands over the first.
    """
    named, *figures = (max(map(cell_len, cells)) + 3 for cells in zip(columns, *rows, strict=True))
    width, first = _output().width, 0
    while first < len(figures):
        widths = accumulate(figures[first:], initial=named + 1)
        end = max(first + sum(used <= width for used in widths) - 1, first + 1)
        shown = slice(first + 1, end + 1)
        show_table(
            "" if first else title, [columns[0], *columns[shown]], [[row[0], *row[shown]] for row in rows]
        )
        first = end


def _output() -> Console:
    # a file or a pipe has no width of its own, unless COLUMNS says one
    return Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH)


def _table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], align: Literal["left", "right"]
) -> Table:
    table = Table(title=title, title_justify="left", show_header=any(columns))
    for number, column in enumerate(columns):
        named = number == 0  # ids and names stay whole: the other columns give way first
        table.add_column(column, justify="left" if named else align, overflow="fold", no_wrap=named)
    for row in rows:
        table.add_row(*map(Text, row))  # cells come from files, and a `[` in one is no markup
    return table


def show_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output; NaN becomes null."""
    sys.stdout.write(json.dumps(_without_nan(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


class _Notes(logging.Handler):
    """What is logged while a verb works, as a sentence with its reasons."""

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "fields", {})
        reasons = f" ({', '.join(map(str, fields.values()))})" if fields else ""
        say(f"note: {self.format(record)}{reasons}")


def run(program: click.Command) -> NoReturn:
    """Run a command-line program; an error of ours, or of the disk, is one sentence and an exit code.

    What is logged as a warning, or worse, is a note before it.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[_Notes()])
    try:
        program.main(standalone_mode=False)
    except click.exceptions.Exit as finished:
        sys.exit(finished.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SegueError as error:
        _say_error(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        _say_error(f"{where}{error.strerror or error}.")
        sys.exit(Unavailable.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _errors().print("Stopped. Nothing in service was changed.")
        sys.exit(INTERRUPTED_EXIT_CODE)
    sys.exit(0)


def _say_error(text: str) -> None:
    _errors().print(Text.assemble(("error:", "bold red"), " ", text), soft_wrap=True)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN alone differs from itself
