import httpx
import pytest

from tests.web.conftest import OTHER, SONG, Person


def test_seeds_are_named_anew_and_forgotten(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    wanted = ["blur - glass", "Nobody - Nothing", "Pulp - Paper", OTHER]
    assert ada.put("/me/seeds", {"seeds": wanted}).json() == {"seeds": [OTHER, "Pulp - Paper"]}
    assert ada.get("/me/seeds").json() == {"seeds": [OTHER, "Pulp - Paper"]}
    for _ in range(2):
        assert ada.delete("/me/seeds").json() == ada.get("/me/seeds").json() == {"seeds": None}
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    assert ada.get("/me/seeds").json() == {"seeds": [SONG]}


@pytest.mark.parametrize(
    ("seeds", "detail"),
    [
        ([], "At least one seed is required."),
        ([" "], "At least one seed is required."),
        (["Nobody - Nothing"], "No valid seeds found in model catalogue."),
    ],
)
def test_seeds_are_not_replaced_by_nothing(ada: Person, seeds: list[str], detail: str) -> None:
    ada.put("/me/seeds", {"seeds": [SONG]})
    answer = ada.put("/me/seeds", {"seeds": seeds})
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert ada.get("/me/seeds").json() == {"seeds": [SONG]}


def test_five_hundred_seeds_may_be_named_and_no_more(ada: Person) -> None:
    assert ada.put("/me/seeds", {"seeds": [SONG] * 500}).json() == {"seeds": [SONG]}
    assert ada.put("/me/seeds", {"seeds": [SONG] * 501}).status_code == 422


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_seeds_are_changed_with_a_token_only(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/me/seeds", json={"seeds": [SONG]}).status_code == 401
