"""Experiments and the online report over HTTP."""

import pytest

from segue.releases.experiment import EXPERIMENT_FILE
from tests.contract.test_failures import assert_problem
from tests.web.routes.admin.conftest import Place, World


def test_an_experiment_is_begun_and_ended(place: Place, world: World) -> None:
    nothing = place.get("/admin/experiment")
    assert nothing == {"running": None, "paused": None, "ended": [], "verdict": None}
    assert_problem(place.ask("DELETE", "/admin/experiment"), 404, "not-found")
    body = {"challenger": world.first, "share": 0.5, "reason": "why not"}
    begun = place.ask("PUT", "/admin/experiment", body).json()["running"]
    assert (begun["control"], begun["challenger"]) == (world.current, world.first)
    assert_problem(place.ask("PUT", "/admin/experiment", body), 409, "conflict")
    state = place.get("/admin/experiment")
    assert (state["running"], state["paused"], state["verdict"]["outcome"]) == (begun, None, "too early")
    over = place.ask("DELETE", "/admin/experiment", {"reason": "enough"}).json()
    assert (over["stopped"], over["ended"]["reason"]) == (True, "enough")
    assert place.get("/admin/experiment")["ended"] == [over["ended"]]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"challenger": "nobody", "share": 0.5}, 404, "not-found"),
        ({"challenger": "{current}", "share": 0.5}, 409, "conflict"),
        ({"challenger": "{current}", "share": 0}, 422, "validation-error"),
        ({"challenger": "{current}", "share": 0.5, "first_look_days": 400}, 422, "validation-error"),
        ({"share": 0.5}, 422, "validation-error"),
    ],
)
def test_one_that_can_not_be_is_refused(
    place: Place, world: World, body: dict[str, object], status: int, kind: str
) -> None:
    body = body | {"challenger": str(body.get("challenger", "")).format(current=world.current)}
    body = {name: value for name, value in body.items() if value != ""}
    assert_problem(place.ask("PUT", "/admin/experiment", body), status, kind)


def test_a_damaged_file_is_no_failure_of_ours(place: Place) -> None:
    (place.store.root / EXPERIMENT_FILE).write_text("{}")
    assert_problem(place.ask("GET", "/admin/experiment"), 409, "conflict")
    assert place.ask("DELETE", "/admin/experiment").json() == {"stopped": True, "ended": None}


def test_what_was_shown_is_reported_on(place: Place, world: World) -> None:
    song = place.client.get("/catalog/onboarding?limit=1").json()["results"][0]["song_id"]
    shown = place.ask("POST", "/recommendations/cold-start", {"seeds": [song]}, by=place.other)
    assert shown.status_code == 200
    report = place.get("/admin/online?days=1")
    assert [each["release"] for each in report["releases"]] in ([], [world.current])
    assert place.get(f"/admin/online?days=1&release={world.first}")["releases"] == []
    for query in ("days=0", "days=3651", "days=x", "release=%00"):
        assert_problem(place.ask("GET", f"/admin/online?{query}"), 422, "validation-error")
