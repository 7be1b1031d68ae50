"""Open what a process holds and close it: what every worker would refuse is refused here, in one sentence.

gunicorn's master runs it as it starts, and ``python -m segue.web.preflight`` before it is told to reload.
"""

import asyncio
import sys

from segue.base.errors import SegueError
from segue.base.logging import configure
from segue.base.settings import Settings, read_settings
from segue.web.process import open_process  # the app itself takes half the time and opens nothing


def main() -> int:
    """Open everything and close it. Gives 0 when workers can start, else the refusal's exit code."""
    try:
        asyncio.run(_open_and_close())
    except SegueError as error:
        print(f"Segue can't start. {error}", file=sys.stderr)  # noqa: T201 - for the terminal
        return error.exit_code
    return 0


async def _open_and_close() -> None:
    settings = read_settings(Settings)
    configure(settings.log_level)
    async with open_process(settings):
        pass


if __name__ == "__main__":
    sys.exit(main())
