"""Who asks: no token, one that is valid, or one that is not."""

import httpx
import pytest

from tests.web.conftest import Person

SPELLINGS = ["Bearer {}", "bearer {}", "BEARER  {}"]
ALIKE = ["/catalog/search", "/search", "/cover"]
QUERY = {"q": "river", "artist": "Björk", "track": "River"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_scheme_is_read_in_any_case(client: httpx.Client, ada: Person, spelling: str) -> None:
    headers = {"Authorization": spelling.format(ada.token)}
    assert client.get("/likes", headers=headers).status_code == 200


def test_an_empty_header_is_none(client: httpx.Client) -> None:
    assert client.get("/me/seeds", headers={"Authorization": ""}).json() == {"seeds": None}


@pytest.mark.parametrize("first", [0, 1, 2])
def test_of_two_headers_neither_counts(client: httpx.Client, ada: Person, first: int) -> None:
    given = [f"Bearer {ada.token}", "Bearer x.y.z", ""]
    pair = [("Authorization", given[first]), ("Authorization", given[(first + 1) % 3])]
    assert client.get("/me/seeds", headers=pair).status_code == 401


@pytest.mark.parametrize("path", ALIKE)
def test_what_is_alike_for_all_still_tells_a_client_that_it_is_signed_out(
    client: httpx.Client, ada: Person, path: str
) -> None:
    assert ada.get(path, **QUERY).content == client.get(path, params=QUERY).content
    assert Person(client, "x.y.z").get(path, **QUERY).status_code == 401


def test_an_old_token_keeps_nobody_from_signing_in_nor_a_probe_from_asking(client: httpx.Client) -> None:
    old = {"Authorization": "Bearer x.y.z"}
    form = {"username": "nobody", "password": "wrong password"}
    assert client.post("/auth/login", data=form, headers=old).status_code == 400
    assert client.get("/health", headers=old).status_code == 200
