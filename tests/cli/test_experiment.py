"""An experiment from beginning to end, as an operator runs it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from db.database import Database
from db.migrate import migrate
from main import main
from segue.accounts.feedback import EventKind
from segue.base.errors import Conflict, DataError, NotFound
from segue.base.ids import ReleaseId
from segue.releases.experiments import Experiments
from segue.releases.names import utc_now
from segue.releases.store import ReleaseStore
from tests.accounts.people import make_user
from tests.accounts.shown import Shown, store_shown
from tests.online.test_reading import do
from tests.releases.world import make_release

Run = Callable[..., Any]


@pytest.fixture
def pair(store: ReleaseStore) -> tuple[ReleaseId, ReleaseId]:
    """The release in service and another one."""
    control, challenger = make_release(store), make_release(store, seed=1)
    store.promote(control)
    return control, challenger


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> ReleaseStore:
    monkeypatch.setenv("ARTIFACTS_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return ReleaseStore(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`main.py experiment …`: what it says, or the JSON it prints."""

    def run(*words: str) -> Any:
        main.main(["experiment", *words], standalone_mode=False)
        output, errors = capsys.readouterr()
        return json.loads(output) if "--json" in words else errors

    return run


def test_it_runs_until_it_is_stopped(run: Run, pair: tuple[ReleaseId, ReleaseId]) -> None:
    assert "no experiment runs" in run("status")
    started = run("start", pair[1], "--share", "0.5", "--reason", "smaller", "--json")
    assert (started["control"], started["challenger"], started["share"]) == (*pair, 0.5)
    assert f"{started['id']}: A {pair[0]}, B {pair[1]}, 50% of the listeners, runs" in run("status")
    with pytest.raises(Conflict):
        run("start", pair[1], "--share", "1")
    assert "is over" in run("stop", "--reason", "enough")
    listed = run("status", "--json")
    assert (listed["running"], listed["paused"]) == (None, None)
    assert [(each["experiment"]["id"], each["reason"]) for each in listed["ended"]] == [
        (started["id"], "enough")
    ]
    assert "enough" in run("status")
    assert run("verdict", "--json")["outcome"] == "too early"


def test_why_it_is_paused_is_said(run: Run, store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]) -> None:
    run("start", pair[1], "--share", "1")
    store.promote(pair[1])
    assert "paused" in run("status")
    assert pair[1] in run("status", "--json")["paused"]


def test_a_release_against_itself_must_be_asked_for(run: Run, pair: tuple[ReleaseId, ReleaseId]) -> None:
    with pytest.raises(DataError, match="--aa"):
        run("start", pair[0], "--share", "1")
    assert "first verdict is due" in run("start", pair[0], "--share", "1", "--aa")


@pytest.mark.usefixtures("store")
def test_without_an_experiment_it_says_how_to_begin_one(run: Run) -> None:
    for words in (["stop"], ["verdict"], ["verdict", "x"]):
        with pytest.raises(NotFound, match="experiment start"):
            run(*words)
    with pytest.raises(click.UsageError, match="not in the range"):
        run("start", "x", "--share", "0")


def test_without_impressions_no_experiment_is_begun(
    run: Run, pair: tuple[ReleaseId, ReleaseId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPRESSION_DAYS", "0")
    with pytest.raises(DataError, match="IMPRESSION_DAYS"):
        run("start", pair[1], "--share", "1")


def test_a_verdict_says_who_is_preferred(
    run: Run, store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId], sqlite_url: str
) -> None:
    began = utc_now() - timedelta(days=3)
    store.clock = lambda: began
    started = Experiments(store).start(pair[1], share=1.0, first_look_days=2)
    database = Database(sqlite_url)
    migrate(database)
    at = began + timedelta(hours=1)
    for number in range(24):
        user_id = make_user(database, f"listener {number}").id
        shown = Shown(user_id, at, pair[0], "up-next", ("x", "y"), started.id, "AB")
        with database.transaction(write=True) as connection:
            store_shown(connection, [shown])
        do(database, user_id, EventKind.PLAY, "x", at + timedelta(hours=1))
    database.close()
    assert "A better: preference -1.000 [-1.000, -1.000], 24 listeners" in run("verdict")
    found = run("verdict", started.id, "--json")
    assert found["outcome"] == "A better"
    assert [look["n_listeners"] for look in found["looks"]] == [24]
