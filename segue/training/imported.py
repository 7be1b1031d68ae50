"""A Surprise pickle becomes a candidate."""

from pathlib import Path

import numpy as np

from segue.base.files import sha256_of
from segue.base.ids import IdMap, ReleaseId
from segue.base.songs import Songs
from segue.base.source import Source
from segue.base.strings import Strings
from segue.factors.trainer import Model
from segue.releases.manifest import Data, Trainer
from segue.releases.store import ReleaseStore
from segue.training.candidate import write_candidate
from segue.training.pickles import read_pickle


def import_pickle(store: ReleaseStore, path: Path, *, trusted: bool) -> ReleaseId:
    """Write the model of a pickle as a candidate. Raises what :func:`read_pickle` and the writer raise.

    Item ids of the form ``Artist - Title`` give artist and title; any other id is shown as its own title.
    """
    model = read_pickle(path, trusted=trusted)
    digest = sha256_of(path)
    source = Source(
        name=path.name, format="surprise pickle", licence=None, sha256=digest, rows=len(model.pairs)
    )
    return write_candidate(
        store,
        Model(model.space, {"user_vectors": model.user_vectors}),
        _songs(model.song_ids),
        model.user_ids,
        model.pairs,
        trainer=Trainer(name="imported", parameters={"algorithm": model.algorithm}),
        seed=0,
        data=Data(fingerprint=digest, sources=(source,), report={}),
        metrics={},
        notes=[f"Imported from a pickled {model.algorithm}; not evaluated: it has seen all its data."],
    )


def _songs(ids: IdMap) -> Songs:
    parts = [song_id.partition(" - ") for song_id in ids.ids]
    named = [(title, artist) if dash else (artist, "") for artist, dash, title in parts]
    blank = Strings.blank(len(ids))
    return Songs(
        ids,
        title=Strings.of(title or song_id for (title, _), song_id in zip(named, ids.ids, strict=True)),
        artist=Strings.of(artist for _, artist in named),
        album=blank,
        genre=blank,
        language=blank,
        year=np.zeros(len(ids), np.int16),
        duration_seconds=np.zeros(len(ids), np.float32),
        explicit=np.full(len(ids), -1, np.int8),
    )
