"""Start the app once and stop it again: what every worker would refuse is refused here, in one sentence.

``python -m segue.web.preflight`` ends with 0 when workers can start, else with the refusal's exit code.
"""

import asyncio
import sys

from segue.base.errors import SegueError
from segue.web.app import create_app


def main() -> int:
    """Open everything and close it. Gives the exit code."""
    try:
        asyncio.run(_start_and_stop())
    except SegueError as error:
        print(f"Segue can't start. {error}", file=sys.stderr)  # noqa: T201 - for the terminal
        return error.exit_code
    return 0


async def _start_and_stop() -> None:
    app = create_app()
    async with app.router.lifespan_context(app):
        pass


if __name__ == "__main__":
    sys.exit(main())
