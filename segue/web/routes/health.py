"""Alive and ready are two questions with two answers."""

from fastapi import APIRouter, Response

from segue.base.errors import Unavailable
from segue.web.answers import json_answer
from segue.web.dependencies import ProcessDep, ServingDep
from segue.web.openapi import problems
from segue.web.schemas.health import Alive, Health

router = APIRouter(prefix="/health", tags=["health"])


@router.get("", response_model=Health, responses=problems(Unavailable("No release can be served.")))
async def ready(process: ProcessDep, serving: ServingDep) -> Response:
    """Which release is served, and what does not work as it should."""
    degraded = []
    if not await process.storage.answers():
        degraded.append("database")
    if process.releases.refused is not None:
        degraded.append("release")
    if process.recorder is not None and process.recorder.failing:
        degraded.append("records")
    if process.impressions is not None and process.impressions.failing:
        degraded.append("impressions")
    if process.contest.paused is not None:
        degraded.append("experiment")
    return json_answer(
        {
            "status": "ok",
            "songs_indexed": len(serving.snapshot),
            "release": serving.release_id,
            "licences": serving.licences,
            "degraded": degraded,
        }
    )


@router.get("/live", response_model=Alive)
async def alive() -> Response:
    """The process runs and answers; asks nothing else of anything."""
    return json_answer({"status": "alive"})
