"""What an operator reads when the process can't start: one sentence."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from segue.base.errors import SegueError


class PlainRefusal:
    """Turns an error we raise on purpose while starting into its sentence alone.

    Starlette reports a whole traceback to the server, which prints it. Anything unexpected still does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        failure: Message | None = None

        async def hold_failure(message: Message) -> None:
            nonlocal failure
            if message["type"] == "lifespan.startup.failed":
                failure = message
            else:
                await send(message)

        try:
            await self.app(scope, receive, hold_failure)
        except Exception as error:
            if failure is None:
                raise
            sentence = str(error) if isinstance(error, SegueError) else failure["message"]
            await send({"type": "lifespan.startup.failed", "message": f"Segue can't start. {sentence}"})
