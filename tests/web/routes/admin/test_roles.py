"""Who may do what, on every route for administrators that the OpenAPI document knows."""

from pathlib import Path

from segue.web.app import create_app
from tests.contract.test_failures import assert_problem
from tests.web.routes.admin.conftest import World, opened

ROUTES = [
    (method.upper(), path)
    for path, methods in create_app().openapi()["paths"].items()
    for method in methods
    if path.startswith("/admin")
]


def test_every_route_lets_administrators_in_and_nobody_else(
    world: World, database_url: str, tmp_path: Path
) -> None:
    assert len(ROUTES) > 10
    with opened(world, tmp_path / "artifacts", database_url) as place:
        for method, template in ROUTES:
            path = template.format(release_id=world.first)
            assert_problem(place.client.request(method, path), 401, "unauthorized")
            assert_problem(place.ask(method, path, by=place.other), 403, "forbidden")
            assert place.store.current_id() == world.current
        for method, template in ROUTES:
            body = {"challenger": world.refused, "share": 0.5} if method == "PUT" else None
            answer = place.ask(method, template.format(release_id=world.first), body)
            if (method, template) == ("POST", "/admin/retrain"):
                assert_problem(answer, 409, "conflict")  # nobody has said what to train on
            else:
                assert answer.status_code == 200, (method, template, answer.text)
