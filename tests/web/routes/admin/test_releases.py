"""Releases over HTTP: looking, promoting through the real gate, rolling back."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from segue.releases.names import REPORT_FILE
from segue.web.schemas.admin.releases import LONGEST_REASON
from tests.contract.test_failures import assert_problem
from tests.web.conftest import Logged
from tests.web.routes.admin.conftest import Place, World
from tests.web.world import eventually


def test_releases_are_listed_with_what_is_known_of_them(place: Place, world: World) -> None:
    cut = place.store.path(world.first) / "popularity.npy"
    cut.write_bytes(cut.read_bytes()[:-1])
    listed = place.get("/admin/releases")
    assert listed["current"] == world.current
    refused, current, damaged = listed["releases"]
    assert [line["id"] for line in listed["releases"]] == [world.refused, world.current, world.first]
    assert (current["current"], current["gate"]["against"], current["refused"]) == (True, world.first, None)
    assert 0 < current["popularity_ndcg_at_20"] < current["ndcg_at_20"] < 1
    assert (current["songs"], [source["name"] for source in current["sources"]]) == (60, ["plays.csv"])
    assert (refused["gate"]["passed"], refused["ndcg_at_20"]) == (False, None)
    assert "popularity.npy" in damaged["refused"]
    assert damaged["songs"] is None
    (place.store.path(world.refused) / "manifest.json").write_text("{}")
    shutil.rmtree(place.store.path(world.first))
    assert [bool(line["refused"]) for line in place.get("/admin/releases")["releases"]] == [True, False]


def test_a_manifest_and_the_training_data_are_shown(place: Place, world: World) -> None:
    stored = json.loads((place.store.path(world.current) / "manifest.json").read_bytes())
    shown = place.get(f"/admin/releases/{world.current}")
    assert shown == {name: value for name, value in stored.items() if name != "checksum"}
    data = place.get("/admin/data")
    assert (data["release"], data["sources"]) == (world.current, shown["data"]["sources"])
    assert data["report"]["rows_read"] == data["report"]["rows_kept"] + sum(
        data["report"]["dropped"].values()
    )


def test_a_report_is_sent_where_nothing_in_it_can_act(place: Place, world: World) -> None:
    answer = place.ask("GET", f"/admin/releases/{world.current}/report")
    assert answer.content == (place.store.path(world.current) / REPORT_FILE).read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert not any(part.startswith(("script-src", "connect-src", "sandbox ")) for part in policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    (place.store.path(world.current) / REPORT_FILE).write_bytes(answer.content.replace(b"nDCG", b"NDCG"))
    assert_problem(place.ask("GET", f"/admin/releases/{world.current}/report"), 409, "conflict")


def test_promoting_goes_through_the_gate_and_is_on_record(place: Place, world: World, logged: Logged) -> None:
    refused = place.ask("POST", f"/admin/releases/{world.refused}/promote", {"reason": "try"})
    assert (refused.status_code, refused.json()["type"]) == (409, "gate-refused")
    assert [check["name"] for check in refused.json()["checks"]] == ["holdout"]
    assert len(refused.content) < 4096
    assert place.store.current_id() == world.current

    forced = place.ask(
        "POST", f"/admin/releases/{world.refused}/promote", {"reason": "-it's Ünal's", "force": True}
    )
    assert forced.json()["promotion"]["release"] == world.refused
    assert not forced.json()["gate"]["passed"]
    assert [line["forced"] for line in place.get("/admin/releases")["releases"]] == [True, False, False]
    back = place.ask("POST", "/admin/roll-back", {"reason": "worse"}).json()["promotion"]
    assert (back["release"], back["action"]) == (world.current, "roll back")

    moves = place.get("/admin/history?limit=2")["promotions"]
    assert moves == [back, forced.json()["promotion"]]
    number = place.get("/me/export")["account"]["id"]
    assert [move["by"] for move in moves] == [number] * 2
    assert [move["reason"] for move in moves] == ["worse", "over the gate (holdout): -it's Ünal's"]
    assert place.get("/admin/history")["promotions"][-1]["by"] is None
    eventually(lambda: place.client.get("/health").json()["release"] == world.current)
    told = [(record.getMessage(), vars(record).get("fields", {})) for record in logged.records]
    for what in ("promotion refused", "promoted", "rolled back"):
        assert [fields["user_id"] for said, fields in told if said == what] == [number]


def test_one_promotion_is_at_work_at_a_time(place: Place, world: World) -> None:
    with ThreadPoolExecutor(2) as threads:
        path = f"/admin/releases/{world.first}/promote"
        both = list(threads.map(lambda _: place.ask("POST", path), range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    assert_problem(next(answer for answer in both if answer.status_code == 409), 409, "conflict")


def test_what_does_not_verify_is_not_promoted(place: Place, world: World) -> None:
    damaged = place.store.path(world.first) / "popularity.npy"
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    answer = place.ask("POST", f"/admin/releases/{world.first}/promote")
    assert_problem(answer, 409, "conflict")
    assert "checksum" in answer.json()["detail"]
    assert_problem(place.ask("POST", "/admin/roll-back"), 409, "conflict")
    assert place.store.current_id() == world.current


@pytest.mark.parametrize("body", [{"force": True}, {"reason": "x" * (LONGEST_REASON + 1)}, {"force": 1}, []])
def test_a_wish_that_makes_no_sense_is_refused(place: Place, world: World, body: object) -> None:
    answer = place.ask("POST", f"/admin/releases/{world.first}/promote", body)
    assert_problem(answer, 422, "validation-error")
