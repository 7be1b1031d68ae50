"""`build_vector_db.py`: a candidate becomes a release with its index."""

from pathlib import Path
from typing import Any

import click

from segue.base.errors import NotFound
from segue.base.ids import ReleaseId
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.gate import show_verdict
from segue.cli.indexes import show_index
from segue.cli.options import index_options
from segue.cli.stores import release_store
from segue.releases.files import read_manifest
from segue.releases.index import IndexSettings
from segue.releases.manifest import Manifest
from segue.releases.store import ReleaseStore
from segue.training.sealing import seal_candidate


@click.command()
@click.argument("candidate_id", metavar="[CANDIDATE]", required=False)
@index_options
@click.option(
    "--model", type=click.Path(path_type=Path), metavar="FILE", help="Begin from a pickled Surprise model."
)
@click.option(
    "--trust-pickle", is_flag=True, help="Yes, open --model: it is mine, and I know it may run code."
)
@json_option
def build(
    *, candidate_id: str | None, index_kind: Any, model: Path | None, trust_pickle: bool, as_json: bool
) -> None:
    """Build the vector index of a candidate (default: the newest) and seal both as a release.

    The index searches all songs by inner product: `flat` exactly, `ivf` and `hnsw` approximately, with their
    recall measured on what listeners ask and kept in the manifest. `auto` builds an `ivf`, measures what it
    finds and how fast with more and more effort, and takes the fastest that finds enough, or `flat`.

    \b
    Examples:
      python build_vector_db.py
      python build_vector_db.py --index hnsw
      python build_vector_db.py --model best_model.pkl --trust-pickle

    The gate compares the new release with the one in service, and its verdict becomes part of the release.
    Next: python main.py promote.
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    with store.lock():
        if model is not None:
            candidate_id = _from_pickle(store, model, trusted=trust_pickle)
        chosen = candidate_id or store.newest_candidate()
        if chosen is None:
            raise NotFound("There is no candidate yet; `python main.py train --data FILE` makes one.")
        release_id = seal_candidate(store, chosen, IndexSettings(index_kind), Bars())
    manifest = read_manifest(store.path(release_id))
    if as_json:
        gate = None if manifest.gate is None else manifest.gate.model_dump(mode="json")
        likeness = None if manifest.likeness is None else manifest.likeness.model_dump(mode="json")
        show_json({"release": release_id, "index": _index(manifest), "likeness": likeness, "gate": gate})
    else:
        say(f"release {release_id}: {manifest.n_songs:,} songs")
        show_index("what listeners ask", manifest.index)
        show_index("what songs ask", manifest.likeness)
        if manifest.gate is not None:
            show_verdict(manifest.gate)
        say(f"next: python main.py promote {release_id}")


def _index(manifest: Manifest) -> dict[str, Any]:
    return {} if manifest.index is None else manifest.index.model_dump(mode="json")


def _from_pickle(store: ReleaseStore, path: Path, *, trusted: bool) -> ReleaseId:
    # only here does this command need Surprise
    from segue.training.imported import import_pickle

    return import_pickle(store, path, trusted=trusted)
