"""Is the quality that was measured offline the quality that is served?

Trains without refit, serves the release over HTTP, asks `/recommendations/cold-start` for every held-out
listener with their history as seeds (`"order": "relevance"`), and scores the answers the way the offline
evaluation does. `python -m benchmarks.served_quality --help`.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from segue.base.ids import IdMap
from segue.factors import metrics
from segue.listening.log import read_log
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.evaluation import HeldOut
from segue.training.holdout import HoldoutPlan, hold_out

LIMIT = 50
START_SECONDS = 60


def main() -> None:
    """Train, serve, ask, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a listening log without dates")
    parser.add_argument("--songs", type=Path, help="titles by song id")
    parser.add_argument("--trainer", default="spectral")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(served_quality(Path(folder), **vars(arguments)), indent=2))


def served_quality(
    artifacts: Path,
    *,
    data: Path,
    songs: Path | None,
    trainer: str,
    settings: list[str],
    seed: int,
) -> dict[str, Any]:
    """Offline and served metrics of one training; ``artifacts`` is a folder of its own."""
    environment = os.environ | {"ARTIFACTS_DIR": str(artifacts), "SEGUE_MODE": "development"}
    train = ["retrain", "--data", data, "--trainer", trainer, "--seed", seed, "--no-refit", "--json"]
    train += [part for setting in settings for part in ("--set", setting)]
    train += ["--songs", songs] if songs else []
    subprocess.run(
        [sys.executable, "main.py", *map(str, train)], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    store = ReleaseStore(artifacts)
    release = open_release(store.path(str(store.current_id())))
    log = read_log(data, songs_path=songs)
    holdout = hold_out(log.events, log.users, HoldoutPlan(seed=seed))
    assert holdout is not None
    known = IdMap.from_arrays(release.arrays, "song_ids")
    held_out = HeldOut.known_to(holdout, known.look_up(log.songs.ids.ids), len(known))
    with _served(environment) as client:
        rankings = [
            _ask(client, log.songs.ids.ids.take(holdout.history.of(listener)[0].tolist()), known)
            for listener in range(holdout.history.n_users)
        ]
    hit = metrics.hits(metrics.padded(rankings, LIMIT), held_out.truth)
    n_relevant = np.diff(held_out.truth.indptr)
    offline: Any = release.manifest.metrics["systems"]
    return {
        "data": data.name,
        "trainer": release.manifest.trainer.model_dump(),
        "listeners": int((n_relevant > 0).sum()),
        "offline": {name: offline[trainer]["ranking"][name]["mean"] for name in ("recall@20", "ndcg@50")},
        "served": {
            "recall@20": float(np.nanmean(metrics.recall(hit, n_relevant, 20))),
            "ndcg@50": float(np.nanmean(metrics.ndcg(hit, n_relevant, 50))),
        },
        "popularity": {
            name: offline["popularity"]["ranking"][name]["mean"] for name in ("recall@20", "ndcg@50")
        },
    }


def _ask(client: httpx.Client, seeds: list[str], known: IdMap) -> np.ndarray:
    body = {"seeds": seeds[:500], "limit": LIMIT, "order": "relevance"}
    answer = client.post("/recommendations/cold-start", json=body)
    if answer.status_code == 400:  # none of the history is in the catalogue
        return np.empty(0, np.int32)
    answer.raise_for_status()
    return known.look_up(item["song_id"] for item in answer.json()["results"])


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """A real server on a free loopback port for as long as the context lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "api:app", "--port", port, "--log-level", "error"]
    server = subprocess.Popen(command, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait_for(client)
            yield client
    finally:
        server.terminate()
        server.wait()


def _wait_for(client: httpx.Client) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            client.get("/health").raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    main()
