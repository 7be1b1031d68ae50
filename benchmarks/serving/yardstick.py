"""The yardstick: routes of FastAPI that do nothing but return bytes, under the same server.

``YARDSTICK_DIR`` names a folder; the route ``/<name>`` returns the bytes of its file ``<name>``.
"""

import os
from pathlib import Path

from fastapi import FastAPI, Response

app = FastAPI(openapi_url=None)


def _add(name: str, content: bytes) -> None:
    async def empty() -> Response:
        return Response(content, media_type="application/json")

    app.add_api_route(f"/{name}", empty, methods=["GET", "POST"])


for _file in sorted(Path(os.environ["YARDSTICK_DIR"]).iterdir()):
    _add(_file.name, _file.read_bytes())
