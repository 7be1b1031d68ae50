"""A server that can't start says why in one sentence and ends; one that is told to reload takes new code."""

import signal
from pathlib import Path

import httpx
import pytest

from segue.releases.store import ReleaseStore
from tests.contract.servers import GUNICORN, UVICORN, environment, run, start
from tests.web.world import eventually, make_release, make_songs

NO_SECRET = "Segue can't start. API_SECRET_KEY is not set."
NO_RELEASE = "Segue can't start. No release is current."
REFUSED = "is refused: item_vectors.npy"


def refusal(command: tuple[str, ...], folder: Path, **changes: str) -> str:
    env = environment(folder, f"sqlite:///{folder / 'segue.sqlite3'}", **changes)
    with start(command, folder / "log", env) as process:
        assert process.wait(30) != 0
    return (folder / "log").read_text()


@pytest.mark.parametrize(
    ("command", "changes", "sentence"),
    [
        (UVICORN, {"API_SECRET_KEY": ""}, NO_SECRET),
        (GUNICORN, {"API_SECRET_KEY": ""}, NO_SECRET),
        (UVICORN, {}, NO_RELEASE),
    ],
    ids=["uvicorn without a secret", "gunicorn without a secret", "uvicorn without a release"],
)
def test_one_sentence_says_what_to_do(
    tmp_path: Path, command: tuple[str, ...], changes: dict[str, str], sentence: str
) -> None:
    printed = refusal(command, tmp_path, **changes)
    assert printed.count(sentence) == 1
    assert "Traceback" not in printed
    assert len(printed.splitlines()) < 6


PREFLIGHT = ("segue.web.preflight",)


def test_who_reloads_may_ask_before(tmp_path: Path) -> None:
    printed = refusal(PREFLIGHT, tmp_path)  # ends with the code of the refusal
    assert NO_RELEASE in printed
    assert "Traceback" not in printed
    ReleaseStore(tmp_path).promote(make_release(tmp_path, make_songs()))
    env = environment(tmp_path, f"sqlite:///{tmp_path / 'segue.sqlite3'}")
    with start(PREFLIGHT, tmp_path / "log", env) as process:
        assert process.wait(30) == 0


def test_a_damaged_release_is_named(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    store.promote(make_release(tmp_path, make_songs()))
    (tmp_path / str(store.current_id()) / "item_vectors.npy").write_bytes(b"damaged")
    printed = refusal(GUNICORN, tmp_path)
    assert printed.count(REFUSED) >= 1
    assert "Traceback" not in printed


def test_a_server_that_is_still_starting_stops_at_once(tmp_path: Path) -> None:
    ReleaseStore(tmp_path).promote(make_release(tmp_path, make_songs()))
    env = environment(tmp_path, f"sqlite:///{tmp_path / 'segue.sqlite3'}")
    with start(GUNICORN, tmp_path / "log", env) as process:
        eventually(lambda: "Booting worker" in (tmp_path / "log").read_text(), seconds=30)
        process.terminate()
        assert process.wait(20) == 0  # graceful_timeout, after which workers are killed, is longer


APP = """
from segue.web.app import create_app

app = create_app()


@app.get("/word")
def word() -> str:
    return {word!r}
"""


@pytest.mark.slow
def test_a_reload_takes_new_code_and_leaves_the_old_in_service_where_it_cannot(tmp_path: Path) -> None:
    ReleaseStore(tmp_path).promote(make_release(tmp_path, make_songs()))
    env = environment(
        tmp_path,
        f"sqlite:///{tmp_path / 'segue.sqlite3'}",
        PYTHONPATH=str(tmp_path),
        PYTHONDONTWRITEBYTECODE="1",  # the versions below are written within a second
    )
    command = (*GUNICORN[:-1], "worded:app")
    (tmp_path / "worded.py").write_text(APP.format(word="one"))
    with run(command, tmp_path / "log", env) as server, httpx.Client(base_url=server.url) as client:

        def words() -> set[str]:
            answers = [client.get("/word", headers={"Connection": "close"}) for _ in range(8)]
            assert [answer.status_code for answer in answers] == [200] * 8
            return {answer.json() for answer in answers}

        def booted() -> int:
            return server.log.read_text().count("Booting worker")

        assert words() == {"one"}
        (tmp_path / "worded.py").write_text(APP.format(word="two"))
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: words() == {"two"}, seconds=20)
        (tmp_path / "worded.py").write_text("a mistake in it")
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: booted() == 6, seconds=20)
        eventually(lambda: server.log.read_text().count("Worker shutting down") == 4, seconds=20)
        assert words() == {"two"}
        assert "can't be loaded; the former goes on" in server.log.read_text()
