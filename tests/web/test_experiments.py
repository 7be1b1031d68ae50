"""Listeners of an experiment are answered by two releases in one; nobody else notices it."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, text

from segue.base.ids import ReleaseId
from segue.releases.contest import Contest
from segue.releases.experiments import Experiments
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from segue.web.process import process_of
from segue.web.records.reading import read_records, record_files
from segue.web.records.record import Record
from segue.web.records.replaying import Outcome, Replayer
from segue.web.serving import Serving, load
from tests.web.conftest import OTHER, SONG, Person, sign_up
from tests.web.world import eventually, make_release, make_settings, make_songs, serve

HEADER = "X-Experiment"


@dataclass(frozen=True)
class Scene:
    """A server with an experiment that everybody takes part in.

    Attributes:
        database: path of its SQLite file.
    """

    client: httpx.Client
    store: ReleaseStore
    control: ReleaseId
    challenger: ReleaseId
    experiment_id: str
    app: FastAPI
    database: Path
    records: Path

    def degraded(self) -> list[str]:
        found: list[str] = self.client.get("/health").json()["degraded"]
        return found


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("experiment")
    store = ReleaseStore(root / "artifacts")
    control, challenger = (make_release(store.root, make_songs(), seed=seed) for seed in (0, 1))
    store.promote(control)
    started = Experiments(store).start(challenger, share=1.0)
    database = root / "segue.sqlite3"
    settings = make_settings(store.root, f"sqlite:///{database}", record_dir=root / "records")
    app = create_app(settings)
    with serve(app) as client:
        somebody = sign_up(client)
        eventually(lambda: HEADER in somebody.get("/recommendations/categories").headers)
        yield Scene(client, store, control, challenger, started.id, app, database, root / "records")


def answers(person: Person) -> list[httpx.Response]:
    return [
        person.get("/recommendations/categories"),
        person.post("/recommendations/cold-start", {"seeds": [SONG]}),
        person.post("/recommendations/similar", {"song": OTHER}),
        person.post("/recommendations/playlist", {"songs": [OTHER]}),
    ]


def test_a_listener_is_told_which_experiment_and_which_release(scene: Scene) -> None:
    for answer in answers(sign_up(scene.client)):
        assert answer.status_code == 200
        assert answer.headers[HEADER] == scene.experiment_id
        assert answer.headers["X-Release"] == scene.control
        assert "private" in answer.headers["Cache-Control"]


def test_strangers_and_private_accounts_take_no_part(scene: Scene) -> None:
    stranger = scene.client.post("/recommendations/similar", json={"song": SONG})
    private = sign_up(scene.client)
    private.put("/me/preferences", {"private": True})
    assert all(HEADER not in answer.headers for answer in [stranger, *answers(private)])


def test_a_cursor_goes_on_with_what_was_not_shown(scene: Scene) -> None:
    person = sign_up(scene.client)
    first = person.post("/recommendations/similar", {"song": SONG, "limit": 20}).json()
    second = person.post(
        "/recommendations/similar", {"song": SONG, "limit": 20, "cursor": first["cursor"]}
    ).json()
    songs = [item["song_id"] for page in (first, second) for item in page["results"]]
    assert len(set(songs)) == 40
    assert not second["restarted"]


def test_what_was_shown_is_kept_with_its_arms(scene: Scene) -> None:
    person = sign_up(scene.client)
    answer = person.post("/recommendations/similar", {"song": SONG, "limit": 10})
    shown = [item["song_id"] for item in answer.json()["results"]]
    engine = create_engine(f"sqlite:///{scene.database}")

    def kept() -> list[tuple[str, str, str]]:
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT song_ids, experiment, arms FROM impressions "
                    "WHERE surface = 'up-next' AND user_id = (SELECT max(id) FROM users)"
                )
            )
            return [tuple(row) for row in rows if orjson.loads(row.song_ids) == shown]

    eventually(lambda: bool(kept()))
    engine.dispose()
    ((_, experiment, arms), *_) = kept()
    assert experiment == scene.experiment_id
    assert len(arms) == 10
    assert set(arms) <= set("AB=")


def test_what_each_side_answered_by_itself_is_recorded_and_can_be_answered_again(scene: Scene) -> None:
    request_ids = [answer.headers["X-Request-ID"] for answer in answers(sign_up(scene.client))]

    def recorded() -> list[Record]:
        lines = [line for file in record_files(scene.records) for line in read_records(file)]
        return [line.record for line in lines if line.record and line.record.request_id in request_ids]

    eventually(lambda: len(recorded()) == 2 * len(request_ids))
    replayer = Replayer(lambda name: load(open_release(scene.store.path(name))), scene.records)
    assert {replayer.replay(record).outcome for record in recorded()} == {Outcome.IDENTICAL}
    assert Counter(record.release for record in recorded()) == {scene.control: 4, scene.challenger: 4}


def test_a_refusal_of_one_release_is_that_of_both(scene: Scene) -> None:
    answer = sign_up(scene.client).post("/recommendations/similar", {"song": "nobody - nothing"})
    assert answer.status_code == 400


def test_a_challenger_that_fails_fails_no_request(scene: Scene) -> None:
    def broken(release: OpenRelease) -> Serving:
        return replace(load(release), snapshot=cast("Any", None))

    person, process = sign_up(scene.client), process_of(scene.app)
    contest = Contest(scene.store, broken)
    contest.check(scene.control)
    scene.app.state.process = replace(process, contest=contest)
    try:
        answer = person.post("/recommendations/similar", {"song": SONG})
    finally:
        scene.app.state.process = process
    assert answer.status_code == 200
    assert HEADER not in answer.headers
    assert str(contest.paused).startswith("The challenger fails to answer")


def test_a_challenger_that_is_gone_leaves_the_other_alone(scene: Scene, tmp_path: Path) -> None:
    person = sign_up(scene.client)
    kept = tmp_path / "kept"
    folder = scene.store.path(scene.challenger)
    shutil.move(folder, kept)
    eventually(lambda: scene.degraded() == ["experiment"])
    answer = person.post("/recommendations/similar", {"song": SONG})
    assert answer.status_code == 200
    assert HEADER not in answer.headers
    shutil.move(kept, folder)


def test_promoting_another_release_ends_it_for_everybody(scene: Scene) -> None:
    person = sign_up(scene.client)
    scene.store.promote(scene.challenger)
    eventually(
        lambda: (
            HEADER not in (answer := person.get("/recommendations/categories")).headers
            and answer.headers["X-Release"] == scene.challenger
        )
    )
    eventually(lambda: scene.degraded() == ["experiment"])
    Experiments(scene.store).stop()
    eventually(lambda: scene.degraded() == [])
