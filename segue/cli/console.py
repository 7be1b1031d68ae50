"""How the command line talks: progress, tables, errors, JSON."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from segue.base.errors import SegueError
from segue.base.progress import Task

INTERRUPTED_EXIT_CODE = 130

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object instead of tables; progress goes to stderr.",
)

_errors = Console(stderr=True)
_output = Console()


class Bars:
    """Progress as bars on standard error: the current work, how far it is, how long it took."""

    def __init__(self) -> None:
        self._columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}"),
        )

    @contextmanager
    def _bar(self, title: str, total: float | None) -> Iterator[Task]:
        with Progress(*self._columns, console=_errors) as bars:
            yield _Bar(bars, bars.add_task(title, total=total, note=""))

    def task(self, title: str, total: float | None = None) -> AbstractContextManager[Task]:
        """Show a bar for as long as the context lasts."""
        return self._bar(title, total)


class _Bar:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, amount: float = 1) -> None:
        self._bars.advance(self._task, amount)

    def note(self, text: str) -> None:
        self._bars.update(self._task, note=text)


def say(text: str) -> None:
    """A sentence for a person, on standard error, so that standard output stays for results."""
    _errors.print(text, highlight=False, soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output; every column but the first is right-aligned."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    _output.print(table)


def show_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output; NaN becomes null."""
    sys.stdout.write(json.dumps(_without_nan(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def run(program: click.Command) -> NoReturn:
    """Run a command-line program; an error of ours is one sentence and its exit code, never a traceback."""
    try:
        program.main(standalone_mode=False)
    except click.exceptions.Exit as finished:
        sys.exit(finished.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SegueError as error:
        _errors.print(f"[bold red]error:[/] {_escaped(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _errors.print("Stopped. Nothing in service was changed.")
        sys.exit(INTERRUPTED_EXIT_CODE)
    sys.exit(0)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN alone differs from itself
