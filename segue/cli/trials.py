"""What a person sees of a study: a table that lives while it runs, and the whole of it afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from segue.base.progress import Task
from segue.cli.console import say, show_table
from segue.training.studies import Study, Trial

LAST_SHOWN = 10
"""Trials in the live table, beside the best."""
COLUMN_WIDTH = 13
"""Characters a column of one setting needs: its name is folded between words."""


class TrialTable:
    """The best trial and the last ones, on standard error: live on a terminal, elsewhere a line a trial.

    It takes the progress of the trial at work too: see :class:`segue.base.progress.Progress`.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._study: Study | None = None
        self._work = ""

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show the table for as long as the context lasts."""
        if not self._console.is_terminal:
            yield
            return
        with Live(console=self._console, get_renderable=self._drawn, transient=True):
            yield

    def show(self, study: Study) -> None:
        """Take the study as it is now."""
        is_longer = self._study is not None and len(study.trials) > len(self._study.trials)
        self._study = study
        if is_longer and not self._console.is_terminal:
            rows = StudyRows(study, self._console.width)
            cells = zip(rows.columns, rows.cells(study.trials[-1]), strict=True)
            say(", ".join(f"{name} {cell}" for name, cell in cells if cell))

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:
        """Say under the table how far the trial at work is."""
        yield _Work(self, title, total)
        self.say_work("")

    def say_work(self, text: str) -> None:
        """A few words under the table."""
        self._work = text

    def _drawn(self) -> Table:
        table = Table(title_justify="left", caption_justify="left")
        study = self._study
        if study is None:
            return table
        best, rows = study.best, StudyRows(study, self._console.width)
        table.title, table.caption = Text(rows.title), Text(f"trial {len(study.trials)} {self._work}")
        for name in rows.columns:
            table.add_column(name, overflow="fold")
        last = [trial for trial in reversed(study.trials[-LAST_SHOWN:]) if trial != best]
        for trial in ([] if best is None else [best]) + last:
            style = "bold" if trial == best else "" if trial.state == "complete" else "dim"
            table.add_row(*map(Text, rows.cells(trial)), style=style)
        return table


class _Work:
    def __init__(self, table: TrialTable, title: str, total: float | None) -> None:
        self._table, self._title, self._total, self._done = table, title, total, 0.0
        self.advance(0)

    def advance(self, amount: float = 1) -> None:
        self._done += amount
        share = f" {self._done / self._total:.0%}" if self._total else ""
        self._table.say_work(f"{self._title}{share}")

    def note(self, text: str) -> None:
        """There is no room for it."""


def show_study(study: Study) -> None:
    """Every trial on standard output."""
    rows = StudyRows(study, Console().width)
    show_table(rows.title, rows.columns, map(rows.cells, study.trials), align="left")


class StudyRows:
    """A study as rows of text.

    Args:
        study: whichever.
        width: characters in a line. Each searched setting of a single trainer has a column where there is
            room; else all share one.

    Attributes:
        columns: names of what :meth:`cells` gives.
    """

    def __init__(self, study: Study, width: int) -> None:
        question = study.question
        searched = [name.partition(".")[2].replace("_", " ") for name in question.searched]
        self._study, self._best = study, study.best
        self._apart = len(question.trainers) == 1 and COLUMN_WIDTH * (3 + len(searched)) <= width
        self.columns = ["trial", question.metric, "seconds", *(searched if self._apart else ["settings"])]

    @property
    def title(self) -> str:
        """What the table is called."""
        study = self._study
        pruned = sum(trial.state == "pruned" for trial in study.trials)
        minutes = sum(trial.seconds for trial in study.trials) / 60
        given = "".join(f", {name}={value}" for name, value in study.question.fixed.items())
        return f"study {study.name}{given}: {len(study.trials)} trials, {pruned} pruned, {minutes:.1f} min"

    def cells(self, trial: Trial) -> list[str]:
        """A trial; numbers of settings to three digits."""
        settings = {
            name: f"{value:.3g}" if isinstance(value, float) else str(value)
            for name, value in trial.settings.items()
            if name not in self._study.question.fixed
        }
        pairs = [f"{name}={value}" for name, value in settings.items()]
        mark = "best" if trial == self._best else "" if trial.state == "complete" else trial.state
        return [
            f"{trial.number} {mark}".rstrip(),
            "" if trial.value is None else f"{trial.value:.4f}",
            f"{trial.seconds:.1f}",
            *(settings.values() if self._apart else [" ".join([trial.trainer, *pairs])]),
        ]
