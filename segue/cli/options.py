"""Options that several verbs share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from segue.releases.manifest import IndexKind

_F = TypeVar("_F", bound=Callable[..., Any])

# Spelt out, and held to the code by a test: a host that only serves has no library to import the code with.
COLUMNS = (
    *("user", "song", "count", "time"),
    *("title", "artist", "album", "year", "genre", "duration", "explicit", "language"),
)
"""What a column of a log may mean; each has an option ``--<name>-column``."""

FORMATS = ("lastfm", "csv", "parquet", "playlist", "listenbrainz")
TRAINERS = ("spectral", "als", "blend", "svd")

_FILE = click.Path(path_type=Path)
DATABASE = "db"
"""What `--data` calls the accounts."""


@dataclass(frozen=True)
class Origins:
    """Where training data comes from; neither is the sample world.

    Attributes:
        path: a listening log.
        accounts: whether what the API has stored of its accounts is part of it.
    """

    path: Path | None = None
    accounts: bool = False

    @property
    def is_sample(self) -> bool:
        """Whether nothing was named."""
        return self.path is None and not self.accounts


def _origins(_context: click.Context, _option: click.Parameter, named: tuple[str, ...]) -> Origins:
    files = [name for name in named if name != DATABASE]
    if len(files) > 1:
        raise click.BadParameter(
            f"one listening log at most, and {DATABASE}; join {' and '.join(files)} into one file."
        )
    return Origins(Path(files[0]) if files else None, DATABASE in named)


data_option = click.option(
    "--data",
    "data",
    multiple=True,
    callback=_origins,
    metavar="FILE|db",
    help="Listening log; `db`: what the API has stored of its accounts (DATABASE_URL). Given both, they are "
    "merged; default: the sample world.",
)
same_listeners_option = click.option(
    "--same-listeners",
    is_flag=True,
    help="With --data db: the log names its listeners by the user names of their accounts, so they are the "
    "same people. Rows of accounts that were deleted since, or are private, are left out of the log too.",
)
songs_option = click.option(
    "--songs", "songs_path", type=_FILE, metavar="FILE", help="CSV or Parquet with titles by song id."
)


def log_options(function: _F) -> _F:
    """Add ``--data`` and how to read it; :func:`segue.cli.logs.open_log` takes what they give."""
    for name in reversed(COLUMNS):
        function = click.option(
            f"--{name}-column",
            metavar="NAME",
            help=f"Column that holds the {name}, when its name doesn't say so.",
        )(function)
    return _with(
        function,
        data_option,
        same_listeners_option,
        songs_option,
        click.option(
            "--format",
            "log_format",
            type=click.Choice(FORMATS),
            help="How to read --data, when a look at the file isn't enough.",
        ),
        click.option("--licence", metavar="TEXT", help="Terms the log may be used under, for the manifest."),
    )


def training_options(function: _F) -> _F:
    """Add which trainer, its settings, and how it is measured."""
    return _with(
        function,
        click.option(
            "--trainer",
            type=click.Choice(TRAINERS),
            help="docs/training.md says when to choose which; default: the study's best, else spectral.",
        ),
        settings_option,
        click.option(
            "--study",
            metavar="NAME",
            help="Study of `tune` to take the best settings from; default: `default`, if there is one; "
            "`none` takes the trainer's own.",
        ),
        holdout_option,
        seed_option,
        click.option(
            "--refit/--no-refit",
            default=True,
            show_default=True,
            help="Fit the released model to the held-out part too, once it has been measured.",
        ),
        click.option(
            "--compare/--no-compare",
            default=None,
            help="Fit the other trainers too, and show them side by side; default: where the log has up to "
            "200 000 pairs of listener and song.",
        ),
        click.option(
            "--brief",
            is_flag=True,
            help="Measure the model and what it must beat, and nothing else: no other trainer, no breakdown, "
            "no learning curve.",
        ),
    )


settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of the trainer, such as dimensions=128; may be given several times.",
)
holdout_option = click.option(
    "--holdout",
    type=click.FloatRange(0, 0.9),
    default=0.2,
    show_default=True,
    help="Share of the time, or of the listeners, to measure on; 0 measures nothing.",
)
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Of every random choice."
)

index_options = click.option(
    "--index",
    "index_kind",
    type=click.Choice(["auto", *get_args(IndexKind)]),
    default="auto",
    show_default=True,
    help="flat compares every song; ivf and hnsw are approximate, for large catalogues; auto measures.",
)

reason_option = click.option("--reason", default="", help="A few words for the history.")
force_option = click.option(
    "--force", is_flag=True, help="Make it current though the gate refuses it; the history keeps that."
)


def _with(function: _F, *options: Callable[[Any], Any]) -> _F:
    for option in reversed(options):
        function = option(function)
    return function
