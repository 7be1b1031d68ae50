"""Which hosts and origins may come in, and how much at once."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from segue.base.settings import Mode, Settings
from segue.web.hosts import AllowedHosts, named, private
from segue.web.limits.announced import EXPOSED
from segue.web.limits.budgets import budgeted
from segue.web.limits.crowd import Crowd
from segue.web.process import Process, process_of


class Gates:
    """Checks hosts, origins and limits by the settings, which are known once the process is open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._guarded: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._guarded is None:
            self._guarded = guarded(self.app, process_of(scope["app"]))
        await self._guarded(scope, receive, send)


def guarded(app: ASGIApp, process: Process) -> ASGIApp:
    """The app behind the checks the settings ask for; limits innermost, so that pages may read refusals."""
    settings = process.settings
    return _admitting(Crowd(budgeted(app, process), settings.requests_at_once), settings)


def _admitting(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app for the hosts and origins that are known."""
    hosts = _listed(settings.allowed_hosts)
    origins = _listed(settings.cors_origins)
    if origins:
        app = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=[
                *("ETag", "Retry-After", "X-Experiment", "X-Listener-State", "X-Release", "X-Request-ID"),
                *EXPOSED,
            ],
        )
    if "*" in hosts or (not hosts and settings.mode is Mode.DEVELOPMENT):
        return app
    return AllowedHosts(app, named(hosts) if hosts else private())


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
