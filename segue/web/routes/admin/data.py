"""What the release in service was trained on."""

from typing import Any

from fastapi import Response

from segue.base.errors import Conflict
from segue.web.administration.office import Office
from segue.web.answers import json_answer
from segue.web.dependencies import ProcessDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.routes.admin.router import admin_router
from segue.web.schemas.admin.releases import TrainingData

router = admin_router()

NOTHING_CURRENT = "No release is current; POST /admin/releases/{release_id}/promote makes one so."


@router.get(
    "/data",
    response_model=TrainingData,
    responses=problems(Conflict(NOTHING_CURRENT)),
    openapi_extra=SIGNED_IN,
)
async def data(process: ProcessDep) -> Response:
    """The data report of the release in service: sources, rows by kind, rows dropped by reason."""
    return json_answer(await process.office.run(lambda: _data(process.office)))


def _data(office: Office) -> dict[str, Any]:
    current = office.store.named()
    if current is None:
        raise Conflict(NOTHING_CURRENT)
    manifest = office.manifest(current)
    told = manifest.data.model_dump(mode="json", include={"fingerprint", "sources", "report"})
    return {"release": manifest.id, "created_at": manifest.created_at, **told}
