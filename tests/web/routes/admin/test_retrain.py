"""Retraining over HTTP: real processes, which outlive the server that began them."""

import json
import stat
from pathlib import Path
from typing import Any

import httpx

from segue.releases.store import ReleaseStore
from segue.training.retraining.outcome import Outcome
from segue.training.retraining.state import read_state
from segue.web.administration.retraining import LOG_FILE
from tests.contract.servers import UVICORN, environment, run
from tests.contract.test_failures import assert_problem
from tests.web.conftest import Logged
from tests.web.routes.admin.conftest import SMALL, World, make_admin, opened
from tests.web.world import eventually


def test_a_retraining_goes_on_without_the_server_that_began_it(
    world: World, sqlite_url: str, tmp_path: Path
) -> None:
    plays = tmp_path / "what was played.csv"
    plays.write_bytes(world.plays.read_bytes())
    root = world.copied(tmp_path / "artifacts")
    words = f"--data '{plays}' {' '.join(SMALL)}"
    env = environment(root, sqlite_url, RETRAIN_ARGUMENTS=words, OMP_NUM_THREADS="1")
    with (
        run(UVICORN, tmp_path / "server.log", env) as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
    ):
        admin = make_admin(client, sqlite_url)
        before = admin.get("/admin/retrain").json()
        started = admin.post("/admin/retrain", None)
        assert (started.status_code, started.json()) == (202, {"started": True})
        assert_problem(admin.post("/admin/retrain", None), 409, "conflict")
        now = admin.get("/admin/retrain").json()
    assert [before["at_work"], now["at_work"]] == [False, True]
    assert before["retraining"]["release"] == world.refused

    def is_over() -> bool:
        state = read_state(root)
        return state is not None and not state.is_running and state.release != world.refused

    eventually(is_over, seconds=60)
    state = read_state(root)
    assert state is not None
    assert state.outcome is Outcome.PROMOTED
    assert ReleaseStore(root).current_id() == state.release
    log = root / LOG_FILE
    assert json.loads(log.read_text()[log.read_text().index("\n{") :])["release"] == state.release
    assert stat.S_IMODE(log.stat().st_mode) == 0o640
    assert '"event":"retraining started"' in server.log.read_text()


def test_its_end_is_awaited_and_logged(world: World, sqlite_url: str, tmp_path: Path, logged: Logged) -> None:
    def ended() -> list[dict[str, Any]]:
        return [vars(each)["fields"] for each in logged.records if each.getMessage() == "retraining ended"]

    with opened(world, tmp_path / "artifacts", sqlite_url, retrain_arguments="--nonsense") as place:
        with place.store.lock():
            assert_problem(place.ask("POST", "/admin/retrain"), 409, "conflict")
        assert place.ask("POST", "/admin/retrain").status_code == 202
        eventually(lambda: len(ended()) == 1, seconds=30)
        (fields,) = ended()
        assert fields["exit_code"] == 2
        assert not Path(f"/proc/{fields['process']}").exists()
        assert "No such option" in (place.store.root / LOG_FILE).read_text()
        assert not place.get("/admin/retrain")["at_work"]
