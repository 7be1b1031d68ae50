"""A request keeps the release it began with, and nothing else does."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from db.database import Database
from segue.base.errors import ReleaseRefused
from segue.factors.first_pages import FirstPages
from segue.factors.snapshot import Snapshot
from segue.recommend.listener import STRANGER
from segue.recommend.shelves import shelves
from segue.recommend.wishes import Wishes
from segue.releases.index import IndexSettings, build_index
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.releases.watch import load_release
from segue.releases.writer import write_folder
from segue.web.app import create_app
from segue.web.serving import load
from tests.web.conftest import sign_up
from tests.web.world import eventually, make_release, make_settings, make_songs, serve


def test_a_request_that_outlives_a_swap_is_answered_from_the_release_it_began_with(
    tmp_path: Path, sqlite_url: str
) -> None:
    store, database = ReleaseStore(tmp_path), Database(sqlite_url)
    old, new = (make_release(tmp_path, make_songs(titles)) for titles in ("Alpha", "Beta"))
    store.promote(old)
    app = create_app(make_settings(tmp_path, sqlite_url))
    with serve(app) as client, ThreadPoolExecutor(1) as pool:
        ada = sign_up(client)
        with database.transaction(write=True) as connection:  # so that storing the seeds has to wait
            connection.execute(text("UPDATE users SET token_version = token_version"))
            body = {"seeds": ["Björk - River Alpha", "Björk - River Beta"], "limit": 50}
            answer = pool.submit(ada.post, "/recommendations/cold-start", body)
            connections = app.state.process.storage.database.engine.pool
            eventually(lambda: connections.checkedout() > 0)  # it has begun
            store.promote(new)
            eventually(lambda: client.get("/health").json()["release"] == new)
            assert not answer.done()
        songs = [item["song_id"] for item in answer.result().json()["results"]]
        assert answer.result().headers["X-Release"] == old
        assert {song.rpartition(" ")[2] for song in songs} == {"Alpha"}
        assert ada.get("/me/seeds").json() == {"seeds": ["Björk - River Alpha"]}
    database.close()


def test_arrays_that_do_not_belong_together_are_refused(artifacts: Path) -> None:
    store = ReleaseStore(artifacts)
    release = open_release(store.path(str(store.current_id())))
    for name, error in (("popularity", ValueError), ("fold_in.gram", KeyError)):
        arrays = {**release.arrays, name: np.zeros(3, np.float32)}
        if error is KeyError:
            del arrays[name]
        with pytest.raises(error):
            load(replace(release, arrays=arrays))


def test_what_served_a_release_goes_with_the_last_that_refers_to_it(artifacts: Path) -> None:
    store = ReleaseStore(artifacts)
    serving = load(open_release(store.path(str(store.current_id()))))
    shelves(serving.snapshot, STRANGER, Wishes(limit=5), day=date.min)  # who outlives every release
    parts = [weakref.ref(part) for part in (serving, serving.snapshot.space.item_vectors, serving.catalogue)]
    gc.disable()  # what refers to itself would wait for a collection, and those are rare
    try:
        del serving
        assert [part() for part in parts] == [None] * len(parts)
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["catalogue.search.order", "popular_rows", "upnext.rows", "upnext.alike"])
def test_rows_of_songs_that_are_not_there_are_refused(artifacts: Path, name: str) -> None:
    store = ReleaseStore(artifacts)
    release = open_release(store.path(str(store.current_id())))
    snapshot = Snapshot.from_arrays(
        release.id, release.manifest.fold_in.model_dump(), release.arrays, release.index
    )
    sound = {**release.arrays, **FirstPages.none(len(snapshot)).arrays(), **snapshot.measured()}
    rows = sound[name].copy()
    rows.flat[0] = release.manifest.n_songs
    arrays = {**sound, name: rows}
    index = build_index(release.arrays["item_vectors"], IndexSettings())
    written = [
        write_folder(store, "release", each, {}, release.manifest.draft, index=index)
        for each in (sound, arrays)
    ]
    load_release(store, load, written[0])
    with pytest.raises(ReleaseRefused, match="does not load"):
        load_release(store, load, written[1])
