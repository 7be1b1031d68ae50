"""The web page at ``/`` and its files."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from segue.web.dependencies import SettingsDep
from segue.web.files import MEDIA_TYPES, StaticFile, file_answer

router = APIRouter(include_in_schema=False)

FOLDER: Final = Path(__file__).parent / "static"
PAGE: Final = "index.html"

PAGE_HEADERS: Final = {
    # The page runs nothing but its own modules and talks to nobody but us; with trusted types and no policy,
    # the browser itself refuses to make markup of a string.
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}

_ABOUT_DOCS: Final = re.compile(rb"\s*<!-- docs -->.*<!-- /docs -->")


@cache
def static_files() -> Mapping[str, StaticFile]:
    """All files of the page by name, read once; some 60 KB.

    A name that is no key has no file: nothing of a request ever becomes a path.
    """
    return MappingProxyType(
        {
            path.name: StaticFile.of(path.read_bytes(), path.suffix)
            for path in FOLDER.iterdir()
            if path.suffix in MEDIA_TYPES  # desktops leave files of their own in folders
        }
    )


@cache
def _page(*, shows_docs: bool) -> StaticFile:
    page = static_files()[PAGE]
    return page if shows_docs else StaticFile.of(_ABOUT_DOCS.sub(b"", page.body), ".html")


@router.api_route("/", methods=["GET", "HEAD"])
async def page(request: Request, settings: SettingsDep) -> Response:
    """The page; it speaks of ``/docs`` only where that answers."""
    return file_answer(request, _page(shows_docs=settings.shows_docs), PAGE_HEADERS)


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
async def static_file(request: Request, name: str) -> Response:
    """One file of the page."""
    file = static_files().get(name)
    if file is None or name == PAGE:
        raise HTTPException(404)
    return file_answer(request, file)
