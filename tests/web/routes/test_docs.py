import re

import httpx
import pytest


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_of_docs_loads_everything_from_us(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert loaded
    for url in loaded:
        assert not url.startswith(("http:", "https:", "//")), url
        assert client.get(f"/{url}").status_code == 200


def test_nothing_else_is_found_beside_the_docs(client: httpx.Client) -> None:
    assert client.get("/docs/core.py").status_code == 404
    assert client.get("/docs/..%2F__init__.py").status_code == 404
