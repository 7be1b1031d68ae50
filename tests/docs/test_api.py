import re
from pathlib import Path

from segue.base import errors
from segue.web import problems
from segue.web.app import create_app

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def test_the_table_of_routes_is_the_openapi_document() -> None:
    written = set(
        re.findall(r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \| (must|may|no) \|", PAGE, re.MULTILINE)
    )
    document = create_app().openapi()
    served = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            security = operation.get("security", [])
            token = "no" if not security else "may" if {} in security else "must"
            served.add((method.upper(), path, token))
    assert written == served


def test_every_type_of_failure_is_explained_with_its_status() -> None:
    written = {
        (kind, int(status))
        for kind, status in re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", PAGE, re.MULTILINE)
    }
    framework = {(words.type, status) for status, words in problems._FRAMEWORK.items()}
    family = {
        (kind.type, kind.status)
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.SegueError)
    }
    # what only commands raise never reaches a client
    commands = {(errors.DataError.type, errors.DataError.status)}
    assert written == framework | family - commands
