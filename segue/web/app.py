"""The API as one ASGI app."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from segue.accounts.allowances import AttemptLimits
from segue.base.logging import configure
from segue.base.settings import Settings, read_settings
from segue.web import pages, problems
from segue.web.edge import Edge
from segue.web.express import Express
from segue.web.gates import Gates
from segue.web.openapi import any_other, completed
from segue.web.process import open_process
from segue.web.routes import ROUTERS
from segue.web.startup import PlainRefusal

MAX_BODY_BYTES = 65_536
"""Of a request; a route that needs more says so itself."""

_DESCRIPTION = """
Songs for a listener, from a handful of seeds and likes.

Sign up or log in for a token and send it as `Authorization: Bearer …`; most routes answer without one too.
Every failure is one `application/problem+json` object with a `detail` a person can read.
"""


class Api(FastAPI):
    """FastAPI with our layers around everything else, its own error answers included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Outermost first: refusals to start, what every answer has, who may come in, the express lane."""
        return PlainRefusal(Edge(Gates(Express(super().build_middleware_stack()))))

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made when first asked for."""
        if not self.openapi_schema:
            self.openapi_schema = completed(super().openapi())
        return self.openapi_schema


def create_app(settings: Settings | None = None, attempt_limits: AttemptLimits | None = None) -> FastAPI:
    """Put the app together; nothing is read or opened before the server starts it.

    Args:
        settings: by default the environment, read at start.
        attempt_limits: how often a password may be guessed; by default those of the docs.
    """
    app = Api(
        title="Segue",
        version="0.1.0",
        description=_DESCRIPTION,
        lifespan=_lifespan(settings, attempt_limits),
        max_body_size=MAX_BODY_BYTES,
        redirect_slashes=False,
        strict_content_type=False,  # clients exist that send JSON and do not say so
        # nobody may be told of bodies and tokens; looking for somebody to tell took 5 µs of each request
        telemetry={"tracing": False, "metrics": False, "logs": False},
        openapi_url=None,  # ours, which ask the settings first, are in routes/docs.py
    )
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router, responses=any_other())
    app.include_router(pages.router)
    return app


def _lifespan(
    settings: Settings | None, attempt_limits: AttemptLimits | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        chosen = settings or read_settings(Settings)
        configure(chosen.log_level)
        # The server's own access log would repeat ours, with query strings.
        logging.getLogger("uvicorn.access").disabled = True
        async with open_process(chosen, attempt_limits) as process:
            app.state.process = process
            yield

    return lifespan
