from pathlib import Path

import httpx

from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from tests.web.world import eventually, make_release, make_settings, make_songs, serve


def test_ready_names_what_is_served(client: httpx.Client, artifacts: Path) -> None:
    assert client.get("/health").json() == {
        "status": "ok",
        "songs_indexed": 120,
        "release": ReleaseStore(artifacts).current_id(),
        "licences": ["CC0-1.0; all invented"],
        "degraded": [],
    }


def test_alive_asks_nothing(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "alive"}


def test_a_release_that_is_refused_shows_and_the_old_one_serves_on(tmp_path: Path, sqlite_url: str) -> None:
    store = ReleaseStore(tmp_path)
    good, bad = (make_release(tmp_path, make_songs(), seed=seed) for seed in (1, 2))
    store.promote(good)
    with serve(create_app(make_settings(tmp_path, sqlite_url))) as client:
        store.promote(bad)
        eventually(lambda: client.get("/health").json()["release"] == bad)
        store.promote(good)
        eventually(lambda: client.get("/health").json()["release"] == good)
        vectors = tmp_path / bad / "item_vectors.npy"
        changed = bytearray(vectors.read_bytes())
        changed[-1] ^= 1
        vectors.unlink()
        vectors.write_bytes(changed)
        (tmp_path / "current").unlink()
        (tmp_path / "current").symlink_to(bad)
        eventually(lambda: client.get("/health").json()["degraded"] == ["release"])
        assert client.get("/health").json()["release"] == good
        assert client.get("/recommendations/categories").headers["X-Release"] == good


def test_a_folder_of_records_that_cannot_be_written_shows_and_fails_no_request(
    artifacts: Path, sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "records"
    folder.write_text("no folder")
    settings = make_settings(artifacts, sqlite_url, record_dir=folder)
    with serve(create_app(settings)) as client:
        assert client.get("/health").json()["degraded"] == []
        assert client.get("/recommendations/categories").status_code == 200
        eventually(lambda: client.get("/health").json()["degraded"] == ["records"])
        assert client.get("/recommendations/categories").status_code == 200
