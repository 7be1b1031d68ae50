"""`main.py releases`: what there is, and what is in service."""

from typing import Any

import click

from segue.base.errors import ReleaseRefused
from segue.cli.console import json_option, say, show_json, show_table
from segue.cli.gate import outcome
from segue.cli.stores import release_store
from segue.releases.store import ReleaseStore
from segue.releases.summaries import HEADLINE, Summary
from segue.releases.verify import verify


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@json_option
def releases(*, release_id: str | None, as_json: bool) -> None:
    """List the releases, oldest first, or show one whole manifest.

    Each one listed is verified; one that fails is shown with the reason. The gate's verdict is the one a
    release was made with.
    """
    store = release_store()
    if release_id is not None:
        show_json(verify(store.path(release_id)).model_dump(mode="json"))
        return
    found = [_summary(store, listed) for listed in store.releases()]
    if as_json:
        show_json({"current": store.current_id(), "releases": found, "candidates": list(store.candidates())})
        return
    if not found:
        say("no release yet; `python main.py retrain` makes one")
        return
    show_table(
        "releases",
        ["release", "songs", "nDCG@20", "(popular)", "gate", "state"],
        (
            [
                row["id"],
                f"{row['songs']:,}" if "songs" in row else "",
                _number(row.get("ndcg@20")),
                _number(row.get("popularity_ndcg@20")),
                row.get("gate", ""),
                _state(row),
            ]
            for row in found
        ),
    )
    waiting = store.candidates()
    if waiting:
        say(f"candidates: {len(waiting)}, the newest {waiting[-1]}")


def _summary(store: ReleaseStore, release_id: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": release_id, "current": release_id == store.current_id(), "refused": None}
    try:
        manifest = verify(store.path(release_id))
    except ReleaseRefused as error:
        return row | {"refused": str(error)}
    row["forced"] = any(move.forced and move.release == release_id for move in store.history())
    summary = Summary.of(manifest)
    row |= {"trainer": summary.trainer, "songs": summary.n_songs, "gate": outcome(summary.gate)}
    figures = {HEADLINE: summary.ndcg, f"popularity_{HEADLINE}": summary.popularity_ndcg}
    return row | {name: figure for name, figure in figures.items() if figure is not None}


def _state(row: dict[str, Any]) -> str:
    if row["refused"]:
        return str(row["refused"])
    state = "current" if row["current"] else "verified"
    return f"{state}, was forced" if row["forced"] else state


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
