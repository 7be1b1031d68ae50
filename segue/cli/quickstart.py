"""`main.py quickstart`: what `make run` does."""

import os
import socket
import sys

import click

from segue.base.errors import DataError
from segue.base.settings import Mode
from segue.cli.console import say
from segue.cli.stores import release_store
from segue.cli.workshop import make_current
from segue.releases.index import IndexSettings
from segue.releases.store import ReleaseStore
from segue.training.studies import NO_STUDY

LOOPBACK = "127.0.0.1"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where to serve, on loopback.",
)
def quickstart(*, port: int) -> None:
    """Make a release of the invented sample world if there is none yet, then serve API and web page.

    Serves on this machine only, in development mode. Stop with Ctrl-C; the next start finds the release.
    """
    _check_port(port)
    store = release_store()
    if store.current_id() is None:
        _first_release(store)
    base = f"http://{LOOPBACK}:{port}"
    say(f"\n  web page  {base}/\n  API       {base}/docs\n  stop      Ctrl-C\n")
    # a fresh process: this one loaded training libraries, and arrays before api.py could set their threads
    server = f"uvicorn api:app --host {LOOPBACK} --port {port} --log-level warning --no-server-header"
    environment = {"SEGUE_MODE": Mode.DEVELOPMENT.value} | os.environ
    os.execve(sys.executable, [sys.executable, "-m", *server.split()], environment)  # noqa: S606 - our own words


def _first_release(store: ReleaseStore) -> None:
    say("No release yet: building one from the invented sample world.")
    with store.lock():
        make_current(
            store,
            IndexSettings("auto"),
            reason="quickstart",
            trainer=None,
            settings=("dimensions=128",),  # what tuning chooses for the sample world
            study=NO_STUDY,
            holdout=0.2,
            seed=0,
            refit=True,
        )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise DataError(
                f"Port {port} can't be used ({error.strerror}). Choose another: make run PORT=8123."
            ) from None
