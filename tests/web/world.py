"""Small real releases to serve, and a real server to ask."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI

from segue.accounts.allowances import Allowance, AttemptLimits
from segue.base.ids import IdMap, ReleaseId
from segue.base.settings import Settings
from segue.base.songs import Songs
from segue.base.source import Source
from segue.base.strings import Strings
from segue.catalogue.catalogue import Catalogue
from segue.factors.fold_in import RidgeFoldIn
from segue.factors.space import ItemSpace
from segue.releases.index import IndexSettings, build_index
from segue.releases.manifest import Data, FoldIn, ManifestDraft, Trainer
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder

ARTISTS = (
    "Björk",
    "Radiohead",
    "Blur",
    "Sigur Rós",
    "Daft Punk",
    "Portishead",
    "Massive Attack",
    "Pulp",
    "Air",
    "Moby",
    "Elastica",
    "Suede",
)
WORDS = ("River", "Glass", "Morning", "Engine", "Paper", "Signal", "Velvet", "Harbour", "Static", "Orchard")
FACTORS = 8
SOURCE = Source(name="world", format="csv", licence="CC0-1.0; all invented", sha256="0" * 64, rows=1)


def make_songs(titles: str = "") -> Songs:
    """120 songs, ten by each of twelve artists: ``River``, ``Glass`` …, with ``titles`` behind."""
    named = [(artist, f"{word} {titles}".strip()) for artist in ARTISTS for word in WORDS]
    return Songs(
        IdMap.of(f"{artist} - {title}" for artist, title in named),
        title=Strings.of(title for _, title in named),
        artist=Strings.of(artist for artist, _ in named),
        album=Strings.of(f"{word} Album" if word == "River" else "" for _ in ARTISTS for word in WORDS),
        genre=Strings.blank(len(named)),
        language=Strings.blank(len(named)),
        year=np.full(len(named), 1997, np.int16),
        duration_seconds=np.full(len(named), 200, np.float32),
        explicit=np.full(len(named), -1, np.int8),
    )


def make_release(root: Path, songs: Songs, *, seed: int = 0) -> ReleaseId:
    """Write a release whose songs lie near their artist; the first are the most popular."""
    generator = np.random.default_rng(seed)
    per_artist = len(songs) // len(ARTISTS)
    centres = np.repeat(generator.standard_normal((len(ARTISTS), FACTORS)), per_artist, axis=0)
    vectors = (centres + 0.4 * generator.standard_normal(centres.shape)).astype(np.float32)
    popularity = np.arange(len(songs), 0, -1).astype(np.float32)
    fold_in = RidgeFoldIn.of(vectors, unobserved_weight=0.05, regularization=0.5)
    arrays = {
        **ItemSpace(vectors, fold_in).arrays(),
        **Catalogue.build(songs, popularity).arrays(),
        "popularity": popularity,
    }
    draft = ManifestDraft(
        trainer=Trainer(name="svd", parameters={}),
        fold_in=FoldIn(**fold_in.describe()),
        seed=seed,
        data=Data(fingerprint="invented", sources=(SOURCE,), report={}),
        libraries={},
        metrics={},
    )
    return write_folder(
        ReleaseStore(root), "release", arrays, {}, draft, index=build_index(vectors, IndexSettings())
    )


_MANY = Allowance(free=1_000_000, longest_seconds=1)
NO_ATTEMPT_LIMITS = AttemptLimits(pair=_MANY, name=_MANY, address=_MANY, taken=_MANY, made=_MANY)
"""For a server that hundreds of tests sign up at, all from one address."""


def make_settings(root: Path, database_url: str, **changes: Any) -> Settings:
    """Settings of a developer's machine that look for a new release all the time."""
    given: dict[str, Any] = {
        "mode": "development",
        "artifacts_dir": root,
        "database_url": database_url,
        "swap_check_seconds": 0.02,
    }
    return Settings(**(given | changes))


@contextmanager
def serve(app: FastAPI) -> Iterator[httpx.Client]:
    """Run an app in a real server on a free port of this machine; gives a client for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            port = listening.getsockname()[1]
            while not server.started and thread.is_alive():
                thread.join(0.005)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def eventually(holds: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
