"""Retrainings."""

from typing import Literal

from pydantic import ConfigDict, Field

from segue.training.retraining.state import Retraining
from segue.web.schemas.admin.releases import RELEASE
from segue.web.schemas.base import Schema


class Started(Schema):
    """A retraining has begun."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"started": True}]})

    started: Literal[True]


class RetrainingState(Schema):
    """How the retraining under way goes, or how the last one went."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at_work": False,
                    "retraining": {
                        "started_at": "2026-11-21T03:30:00Z",
                        "stage": "promote",
                        "seconds": {"dataset": 12.1, "train": 80.4, "seal": 31.0, "promote": 1.2},
                        "ended_at": "2026-11-21T03:32:04Z",
                        "outcome": "promoted",
                        "message": None,
                        "release": RELEASE,
                        "promoted_at": "2026-11-21T03:32:04Z",
                    },
                }
            ]
        }
    )

    at_work: bool = Field(description="Also in the seconds before the first stage.")
    retraining: Retraining | None = Field(description="`null` where none has been yet.")
