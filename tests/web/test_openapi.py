"""The OpenAPI document says what the API does."""

import uuid
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from segue.web.app import create_app
from segue.web.fields import LONGEST_CURSOR
from segue.web.schemas import (
    accounts,
    blocks,
    feedback,
    health,
    listeners,
    me,
    onboarding,
    playlist,
    problems,
    recommendations,
    shelves,
    songs,
    upnext,
)
from tests.web.conftest import OTHER, SONG, Person

CONTRACT = {
    ("get", "/health"),
    ("post", "/auth/signup"),
    ("post", "/auth/login"),
    ("get", "/me/seeds"),
    ("get", "/likes"),
    ("post", "/likes/toggle"),
    ("get", "/catalog/search"),
    ("get", "/search"),
    ("get", "/cover"),
    ("post", "/recommendations/cold-start"),
    ("post", "/recommendations/similar"),
    ("get", "/recommendations/categories"),
}
OURS = {
    ("get", "/health/live"),
    ("get", "/me"),
    ("get", "/me/export"),
    ("delete", "/me"),
    ("put", "/me/seeds"),
    ("delete", "/me/seeds"),
    ("put", "/likes/{song_id}"),
    ("delete", "/likes/{song_id}"),
    ("get", "/me/dislikes"),
    ("delete", "/me/dislikes/{song_id}"),
    ("post", "/feedback"),
    ("get", "/me/blocks"),
    ("put", "/me/blocks/{noun}/{name}"),
    ("delete", "/me/blocks/{noun}/{name}"),
    ("get", "/me/preferences"),
    ("put", "/me/preferences"),
    ("post", "/auth/refresh"),
    ("post", "/auth/logout"),
    ("post", "/auth/logout-all"),
    ("post", "/auth/password"),
    ("post", "/me/invitations"),
    ("get", "/catalog/onboarding"),
    ("post", "/recommendations/reasons"),
    ("post", "/recommendations/playlist"),
    ("post", "/recommendations/together"),
    ("get", "/admin/releases"),
    ("get", "/admin/releases/{release_id}"),
    ("get", "/admin/releases/{release_id}/report"),
    ("post", "/admin/releases/{release_id}/promote"),
    ("post", "/admin/roll-back"),
    ("get", "/admin/history"),
    ("get", "/admin/data"),
    ("get", "/admin/online"),
    ("get", "/admin/experiment"),
    ("put", "/admin/experiment"),
    ("delete", "/admin/experiment"),
    ("get", "/admin/retrain"),
    ("post", "/admin/retrain"),
}
GRACE = {"username": f"grace-{uuid.uuid4().hex}", "password": "correct horse battery"}
DOCUMENT: dict[str, Any] = create_app().openapi()
OPERATIONS = {
    (method, path): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    return resolved(DOCUMENT["components"]["schemas"][name]) if name else schema


def test_every_route_is_described_and_no_other() -> None:
    assert set(OPERATIONS) == CONTRACT | OURS


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=map(str, OPERATIONS))
def test_every_body_has_an_example(operation: dict[str, Any]) -> None:
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    bodies += [answer for status, answer in operation["responses"].items() if status in ("200", "201")]
    for body in bodies:
        for media in body["content"].values():
            schema = resolved(media["schema"])
            parts = schema.get("properties", {}).values()
            item = resolved(schema.get("items", {}))
            nullable_text = "anyOf" in schema
            has_example = any("examples" in part for part in (schema, item, *parts))
            assert has_example or nullable_text, schema


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=map(str, OPERATIONS))
def test_every_failure_has_the_one_shape(operation: dict[str, Any]) -> None:
    failures = {status: answer for status, answer in operation["responses"].items() if status[0] not in "23"}
    assert "default" in failures
    for status, answer in failures.items():
        (media_type,) = answer["content"]
        assert media_type == "application/problem+json"
        assert resolved(answer["content"][media_type]["schema"])["title"] == "Problem"
        for example in answer["content"][media_type]["examples"].values():
            problems.Problem.model_validate(example["value"])
            assert str(example["value"]["status"]) == status


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=map(str, OPERATIONS))
def test_every_route_says_what_it_does_and_whether_it_takes_a_token(operation: dict[str, Any]) -> None:
    assert operation["description"]
    # the token that is refreshed stands in the body
    takes_token = "401" in operation["responses"] and operation != OPERATIONS["post", "/auth/refresh"]
    assert ("security" in operation) == takes_token


def test_every_number_of_a_request_says_its_range() -> None:
    ranges = {
        (path, parameter["name"]): (schema["minimum"], schema.get("maximum"))
        for (_, path), operation in OPERATIONS.items()
        for parameter in operation.get("parameters", ())
        for schema in parameter["schema"].get("anyOf", [parameter["schema"]])
        if schema.get("type") in ("integer", "number")
    }
    assert ranges == {
        ("/catalog/search", "limit"): (1, None),  # a larger wish is no mistake
        ("/search", "limit"): (1, None),
        ("/catalog/onboarding", "limit"): (1, 50),
        ("/admin/history", "limit"): (1, 50),
        ("/admin/online", "days"): (1, 3650),
        ("/recommendations/categories", "limit"): (1, 50),
        ("/recommendations/categories", "discovery"): (0, 1),
        ("/recommendations/categories", "diversity"): (0, 1),
        ("/recommendations/categories", "year_from"): (1, 9999),
        ("/recommendations/categories", "year_to"): (1, 9999),
    }
    for name in ("ColdStart", "SimilarTo"):
        limit = DOCUMENT["components"]["schemas"][name]["properties"]["limit"]
        assert (limit["minimum"], limit["maximum"]) == (1, 50)


def test_names_and_passwords_say_their_lengths() -> None:
    account = DOCUMENT["components"]["schemas"]["SignUp"]["properties"]
    assert (account["username"]["minLength"], account["username"]["maxLength"]) == (3, 50)
    assert (account["password"]["minLength"], account["password"]["maxLength"]) == (8, 1024)


def test_every_text_and_list_of_a_request_is_bounded() -> None:
    for operation in OPERATIONS.values():
        places = [parameter["schema"] for parameter in operation.get("parameters", ())]
        for media in operation.get("requestBody", {}).get("content", {}).values():
            places += resolved(media["schema"])["properties"].values()
        for place in places:
            for schema in place.get("anyOf", [place]):
                if schema.get("type") == "string":
                    assert schema["maxLength"] <= 1024 or schema["maxLength"] == LONGEST_CURSOR
                if schema.get("type") == "array":
                    assert schema["maxItems"] <= 500
                    item = resolved(schema["items"])
                    places += item.get("properties", {"": item}).values()


def test_no_request_says_whose_account_it_is_about() -> None:
    for operation in OPERATIONS.values():
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        for media in operation.get("requestBody", {}).get("content", {}).values():
            names |= set(resolved(media["schema"])["properties"])
        assert not names & {"user", "user_id", "account", "account_id", "id", "sub"}


def test_answers_are_what_the_document_says(client: httpx.Client, ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    answers: list[tuple[type[BaseModel] | Any, httpx.Response]] = [
        (health.Health, client.get("/health")),
        (health.Alive, client.get("/health/live")),
        (accounts.Token, client.post("/auth/signup", json=GRACE)),
        (accounts.Token, client.post("/auth/login", data=GRACE)),
        (me.Me, ada.get("/me")),
        (listeners.StoredSeeds, ada.get("/me/seeds")),
        (listeners.LikeState, ada.post("/likes/toggle", {"song_id": OTHER})),
        (listeners.LikeState, ada.put(f"/likes/{OTHER}")),
        (listeners.Likes, ada.get("/likes")),
        (listeners.StoredSeeds, ada.put("/me/seeds", {"seeds": [SONG]})),
        (listeners.Preferred, ada.put("/me/preferences", {"discovery": 0.3})),
        (listeners.Preferred, ada.get("/me/preferences")),
        (listeners.DislikeState, ada.delete(f"/me/dislikes/{OTHER}")),
        (listeners.Dislikes, ada.get("/me/dislikes")),
        (feedback.FeedbackCounts, ada.post("/feedback", {"events": []})),
        (blocks.Blocked, ada.put("/me/blocks/artists/Moby", {"until": "2199-01-01T00:00:00Z"})),
        (blocks.Blocks, ada.get("/me/blocks")),
        (blocks.BlockState, ada.delete("/me/blocks/artists/Moby")),
        (list[songs.SearchResult], client.get("/catalog/search?q=river")),
        (list[songs.SearchResult], client.get("/search?q=river")),
        (recommendations.Recommendations, ada.post("/recommendations/cold-start", {"seeds": [SONG]})),
        (onboarding.Choices, client.get(f"/catalog/onboarding?chosen={SONG}")),
        (upnext.UpNext, client.post("/recommendations/similar", json={"song": SONG})),
        (playlist.Playlist, client.post("/recommendations/playlist", json={"songs": [SONG, "Blurr"]})),
        (shelves.Categories, ada.get("/recommendations/categories")),
    ]
    for schema, answer in answers:
        adapter = TypeAdapter(schema)
        read = adapter.validate_json(answer.content, strict=True)
        assert adapter.dump_python(read, mode="json", exclude_unset=True) == answer.json()
