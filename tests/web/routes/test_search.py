import httpx
import pytest

PATHS = ["/catalog/search", "/search"]


@pytest.mark.parametrize("path", PATHS)
def test_the_best_hit_stands_first_whatever_the_accents(client: httpx.Client, path: str) -> None:
    first, *_ = client.get(path, params={"q": "BJORK rivr"}).json()
    assert first == {
        "song_id": "Björk - River",
        "title": "River",
        "artist": "Björk",
        "album": "River Album",
        "genre": None,
        "year": 1997,
        "explicit": None,
        "cover_url": None,
        "preview_url": None,
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("limit", "hits"), [(None, 10), ("1", 1), ("12", 12), ("26", 12), ("999999999999", 12)]
)
def test_a_larger_wish_than_25_is_no_mistake(
    client: httpx.Client, path: str, limit: str | None, hits: int
) -> None:
    params = {"q": "river"} | ({"limit": limit} if limit else {})
    assert len(client.get(path, params=params).json()) == hits


@pytest.mark.parametrize("path", PATHS)
def test_twenty_five_hits_are_the_most(client: httpx.Client, path: str) -> None:
    assert len(client.get(path, params={"q": "p", "limit": 50}).json()) == 25


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=!!!", "?q=zzzzzzzz"])
def test_nothing_typed_and_nothing_found_are_an_empty_answer(
    client: httpx.Client, path: str, query: str
) -> None:
    answer = client.get(path + query)
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=ten", "q=%00", "q=" + "x" * 1025])
def test_what_can_not_be_meant_is_refused(client: httpx.Client, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 422
