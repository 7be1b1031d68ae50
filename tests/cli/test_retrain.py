"""The loop: what accounts did goes into the next release, and a retraining tells how it went."""

import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from db.database import Database
from db.migrate import migrate
from main import main
from segue.accounts.erasures import erase, listener_id
from segue.accounts.likes import like
from segue.accounts.preferences import store_preferences
from segue.accounts.taste import Preferences
from segue.base.errors import SegueError, Unavailable
from segue.releases.listeners import holders_of
from segue.releases.store import ReleaseStore
from segue.training.retraining.outcome import Outcome
from segue.training.retraining.stages import Stage
from segue.training.retraining.state import read_state
from tests.accounts.people import make_user
from tests.accounts.shown import Shown, store_shown
from tests.cli.conftest import Shell
from tests.training.conftest import write_plays

SMALL = ("--set", "dimensions=4", "--brief", "--json")


class Loop:
    """A log, a database with accounts, and a folder of releases."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.plays = folder, write_plays(folder / "plays.csv", dated=True)
        self.store = ReleaseStore(folder / "artifacts")
        self.store.root.mkdir()
        self.database = Database(f"sqlite:///{self.store.root / 'segue.sqlite3'}")
        migrate(self.database)
        self.ana, self.ben = (make_user(self.database, name).id for name in ("ana", "u7"))
        for account in (self.ana, self.ben):
            self.like(account, *(f"Artist {song // 4} - Song {song}" for song in range(0, 20, 2)))
        self.like(self.ana, "Nobody - Knows")

    def like(self, account: Any, *songs: str) -> None:
        with self.database.transaction(write=True) as connection:
            for song in songs:
                like(connection, account, song, datetime(2024, 1, 20, tzinfo=UTC))

    def run(self, *words: object) -> Result:
        environment = {"ARTIFACTS_DIR": str(self.store.root), "DATABASE_URL": None}
        return CliRunner().invoke(main, list(map(str, words)), env=environment)

    def ok(self, *words: object) -> dict[str, Any]:
        result = self.run(*words)
        assert result.exception is None, result.output
        printed: dict[str, Any] = json.loads(result.stdout)
        return printed


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Loop:
    return Loop(tmp_path_factory.mktemp("loop"))


@pytest.fixture(scope="module")
def retrained(loop: Loop) -> dict[str, Any]:
    """What a retraining of log and accounts printed; its release is current."""
    old = datetime.now(UTC) - timedelta(days=91)
    with loop.database.transaction(write=True) as connection:
        store_shown(connection, [Shown(loop.ana, at, "r", "fresh", ("a",)) for at in (old,)])
    told = ("--log", loop.folder / "retrain.jsonl", "--metrics", loop.folder / "segue.prom")
    return loop.ok("retrain", "--data", loop.plays, "--data", "db", *told, *SMALL)


def test_a_release_says_how_much_came_from_where(loop: Loop, retrained: dict[str, Any]) -> None:
    manifest = loop.ok("releases", retrained["release"])
    log, accounts = manifest["data"]["sources"]
    assert (log["name"], log["listeners"]) == ("plays.csv", 80)
    assert (accounts["rows"], accounts["listeners"], accounts["kinds"]["likes"]) == (21, 2, 20)
    assert accounts["weights"] == {"play": 1.0, "like": 4.0, "skip": 1.0}
    assert sum(accounts["left_out"].values()) == 1
    page = (loop.store.path(retrained["release"]) / "report.html").read_text()
    assert "weight of a like" in page
    assert retrained["log"]["users"] == 82


def test_the_next_release_is_not_like_the_last(loop: Loop, retrained: dict[str, Any]) -> None:
    alone = loop.ok("train", "--data", loop.plays, *SMALL)
    assert alone["log"]["users"] == 80
    assert alone["log"]["pairs"] < retrained["log"]["pairs"]


def test_state_log_metrics_and_housekeeping_of_a_good_night(loop: Loop, retrained: dict[str, Any]) -> None:
    state = read_state(loop.store.root)
    assert state is not None
    assert (state.outcome, state.release) == (Outcome.PROMOTED, retrained["release"])
    assert [str(stage) for stage in state.seconds] == ["housekeeping", "dataset", "train", "seal", "promote"]
    metrics = (loop.folder / "segue.prom").read_text()
    assert 'segue_retrain_source_rows{source="accounts"} 21.0\n' in metrics
    assert 'segue_retrain_ndcg_at_20{model="candidate"} 0.' in metrics
    assert 'segue_retrain_gate_check_passed{check="popularity"} 1.0\n' in metrics
    assert len((loop.folder / "retrain.jsonl").read_text().splitlines()) == 12
    with loop.database.transaction() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM impressions")).scalar_one() == 0


def test_accounts_alone_are_enough_where_a_release_knows_their_songs(
    loop: Loop, retrained: dict[str, Any]
) -> None:
    made = loop.ok("train", "--data", "db", "--holdout", 0, *SMALL)
    assert (made["log"]["users"], made["log"]["songs"]) == (2, 10)
    assert made["sources"][0]["catalogue"] == retrained["release"]


def test_the_same_person_in_log_and_accounts_is_one_listener(loop: Loop, retrained: dict[str, Any]) -> None:
    joined = loop.ok("train", "--data", loop.plays, "--data", "db", "--same-listeners", *SMALL)
    assert joined["log"]["users"] == retrained["log"]["users"] - 1


def test_a_merged_training_can_be_repeated_until_somebody_does_something(
    loop: Loop, retrained: dict[str, Any]
) -> None:
    made = loop.ok("train", "--data", loop.plays, "--data", "db", *SMALL)["candidate"]
    assert loop.ok("repeat", made, "--data", loop.plays, "--json")["same"]
    loop.like(loop.ana, "Artist 1 - Song 5")
    refused = loop.run("repeat", made, "--data", loop.plays)
    assert isinstance(refused.exception, SegueError)
    assert "accounts hold has changed since" in str(refused.exception)
    assert "21 rows then, 22 now" in str(refused.exception)
    assert retrained["release"] in loop.store.releases()


def test_the_next_release_holds_nothing_of_somebody_private(loop: Loop, retrained: dict[str, Any]) -> None:
    words = ("train", "--data", loop.plays, "--data", "db", "--same-listeners", "--holdout", 0, *SMALL)
    before = loop.ok(*words)
    with loop.database.transaction(write=True) as connection:
        store_preferences(connection, loop.ben, Preferences(private=True))
    after = loop.ok(*words)
    assert after["log"]["users"] == before["log"]["users"] - 1
    assert after["log"]["dropped"]["of an account that is private"] > 0
    assert after["sources"][1]["left_out"]["private accounts"] == 1
    assert retrained["release"] in loop.store.releases()


def test_no_training_holds_anything_of_somebody_who_left(loop: Loop) -> None:
    words = ("train", "--data", loop.plays, "--data", "db", "--holdout", 0, *SMALL)
    eve = make_user(loop.database, "eve").id
    loop.like(eve, "Artist 2 - Song 9", "Artist 3 - Song 13")
    before = loop.ok(*words)["candidate"]
    with loop.database.transaction(write=True) as connection:
        erase(connection, eve, "eve", datetime.now(UTC))
    after = loop.ok(*words)["candidate"]
    assert holders_of(loop.store, listener_id(eve), seconds=60).candidates == (before,)
    assert {before, after} < set(loop.store.candidates())


def test_a_database_that_is_away_stops_what_needs_it_and_nothing_else(
    loop: Loop, retrained: dict[str, Any]
) -> None:
    away = {
        "ARTIFACTS_DIR": str(loop.store.root),
        "DATABASE_URL": "postgresql://ana:hunter2@127.0.0.1:1/none",
    }
    metrics = loop.folder / "away.prom"
    words = ["retrain", "--data", str(loop.plays), *SMALL, "--metrics", str(metrics)]
    stopped = CliRunner().invoke(main, [*words, "--data", "db"], env=away)
    assert isinstance(stopped.exception, Unavailable)
    state = read_state(loop.store.root)
    assert state is not None
    assert (str(state.outcome), state.stage) == ("away", Stage.DATASET)
    assert "segue_retrain_last_exit_code 3.0\n" in metrics.read_text()
    assert "hunter2" not in stopped.output + metrics.read_text() + state.model_dump_json()
    went_on = CliRunner().invoke(main, [*words, "--force"], env=away)
    assert went_on.exception is None, went_on.output
    assert "no old impressions were removed" in went_on.stderr
    assert "--data db is missing" in went_on.stderr
    assert json.loads(went_on.stdout)["promotion"]["previous"] == retrained["release"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--data", "a.csv", "--data", "b.csv"], "one listening log at most"),
        (["--same-listeners"], "--data FILE --data db"),
        (["--data", "./db"], "db is a folder"),
    ],
)
def test_what_can_t_be_merged_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    environment = {"ARTIFACTS_DIR": str(tmp_path)}
    result = CliRunner().invoke(main, ["train", *words], env=environment)
    assert sentence in result.output + str(result.exception)
    assert result.exception is not None


def _is_training(artifacts: Path) -> bool:
    state = read_state(artifacts)
    return state is not None and state.is_running and state.stage is Stage.TRAIN


def test_sigterm_ends_a_retraining_as_ctrl_c_does_and_a_killed_one_is_known(small_shell: Shell) -> None:
    slow = ("--trainer", "svd", "--set", "epochs=1000", "--set", "dimensions=256", "--brief")
    for how, code, outcome in (
        (signal.SIGTERM, 130, Outcome.INTERRUPTED),
        (signal.SIGKILL, -9, Outcome.KILLED),
    ):
        process = small_shell.start("retrain", "--data", small_shell.log, *slow)
        while not _is_training(small_shell.artifacts):
            time.sleep(0.05)
            assert process.poll() is None
        os.kill(process.pid, how)
        process.communicate()
        assert process.returncode == code
        ended = read_state(small_shell.artifacts)
        assert ended is not None
        assert ended.outcome is outcome
