"""The API described: the OpenAPI document and two pages that show it. Off in production unless asked for.

The pages' scripts come from a package, not from a network: they work offline and load nothing from strangers.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html

from segue.base.settings import Settings
from segue.web.answers import json_answer
from segue.web.dependencies import SettingsDep
from segue.web.files import StaticFile, file_answer

router = APIRouter(include_in_schema=False)

SWAGGER_SCRIPT: Final = "swagger-ui-bundle.js"
SWAGGER_STYLE: Final = "swagger-ui.css"
REDOC_SCRIPT: Final = "redoc.standalone.js"


@router.get("/openapi.json")
async def openapi(request: Request, settings: SettingsDep) -> Response:
    """The OpenAPI document."""
    _require_docs(settings)
    return json_answer(request.app.openapi())


@router.get("/docs")
async def swagger(settings: SettingsDep) -> Response:
    """The document as a page to try requests on."""
    _require_docs(settings)
    return get_swagger_ui_html(
        openapi_url="openapi.json",
        title="Segue API",
        swagger_js_url=f"docs/{SWAGGER_SCRIPT}",
        swagger_css_url=f"docs/{SWAGGER_STYLE}",
        swagger_favicon_url="static/icon.svg",
    )


@router.get("/redoc")
async def redoc(settings: SettingsDep) -> Response:
    """The document as a page to read."""
    _require_docs(settings)
    return get_redoc_html(
        openapi_url="openapi.json",
        title="Segue API",
        redoc_js_url=f"docs/{REDOC_SCRIPT}",
        redoc_favicon_url="static/icon.svg",
        with_google_fonts=False,
    )


@router.get("/docs/{name}")
async def part(request: Request, name: str, settings: SettingsDep) -> Response:
    """What the two pages load."""
    _require_docs(settings)
    if name not in (SWAGGER_SCRIPT, SWAGGER_STYLE, REDOC_SCRIPT):
        raise HTTPException(404)
    return file_answer(request, _part(name))


@cache
def _part(name: str) -> StaticFile:
    part = files("fastapi_offline") / "static" / name
    return StaticFile.of(part.read_bytes(), f".{name.rpartition('.')[2]}")


def _require_docs(settings: Settings) -> None:
    if not settings.shows_docs:
        raise HTTPException(404)
