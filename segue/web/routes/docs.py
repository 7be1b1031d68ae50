"""The API described: the OpenAPI document and two pages that show it. Off in production unless asked for."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html

from segue.base.settings import Settings
from segue.web.answers import json_answer
from segue.web.dependencies import SettingsDep

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request, settings: SettingsDep) -> Response:
    """The OpenAPI document."""
    _require_docs(settings)
    return json_answer(request.app.openapi())


@router.get("/docs")
async def swagger(settings: SettingsDep) -> Response:
    """The document as a page to try requests on."""
    _require_docs(settings)
    return get_swagger_ui_html(openapi_url="openapi.json", title="Segue API")


@router.get("/redoc")
async def redoc(settings: SettingsDep) -> Response:
    """The document as a page to read."""
    _require_docs(settings)
    return get_redoc_html(openapi_url="openapi.json", title="Segue API")


def _require_docs(settings: Settings) -> None:
    if not settings.shows_docs:
        raise HTTPException(404)
