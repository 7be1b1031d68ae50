"""Answers from a release: named, tagged, cacheable by whom they concern."""

import httpx
import pytest

from tests.web.conftest import OTHER, SONG, Person

PAGES = ["/recommendations/categories", "/catalog/search?q=river", "/search?q=river"]


@pytest.mark.parametrize("path", PAGES)
def test_what_everyone_gets_may_be_kept_by_any_cache(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Vary"] == "Authorization"
    assert answer.headers["X-Release"] == client.get("/health").json()["release"]


def test_what_depends_on_who_asks_is_private(ada: Person) -> None:
    answers = [
        ada.get("/recommendations/categories"),
        ada.post("/recommendations/cold-start", {"seeds": [SONG]}),
        ada.post("/recommendations/similar", {"song": OTHER}),
    ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["ETag"].startswith('"')
        assert answer.headers["X-Release"]


@pytest.mark.parametrize("spelling", ["{}", "W/{}", '"other", {}', "*"])
@pytest.mark.parametrize("path", PAGES)
def test_bytes_the_client_holds_are_not_sent_again(client: httpx.Client, path: str, spelling: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": spelling.format(tag)})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "X-Release"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("spelling", ['"other"', "", '"', "W/", "{}x", '"*"'])
def test_other_bytes_are_sent(client: httpx.Client, spelling: str) -> None:
    tag = client.get("/recommendations/categories").headers["ETag"].strip('"')
    answer = client.get("/recommendations/categories", headers={"If-None-Match": spelling.format(tag)})
    assert answer.status_code == 200


def test_a_post_is_tagged_and_always_answered(client: httpx.Client) -> None:
    first = client.post("/recommendations/similar", json={"song": SONG})
    tag = first.headers["ETag"]
    again = client.post("/recommendations/similar", json={"song": SONG}, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"], again.content) == (200, tag, first.content)


def test_another_answer_has_another_tag(client: httpx.Client) -> None:
    tags = {client.get("/recommendations/categories", params={"limit": n}).headers["ETag"] for n in (1, 2, 3)}
    assert len(tags) == 3
