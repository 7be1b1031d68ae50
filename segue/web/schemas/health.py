"""Health."""

from typing import Literal

from pydantic import ConfigDict, Field

from segue.web.schemas.base import Schema


class Health(Schema):
    """What is served and what is not at its best."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "ok",
                    "songs_indexed": 5000,
                    "release": "20261121T023100Z-1a2b3c4d",
                    "licences": ["CC0-1.0; songs, artists and listeners invented by Segue's own generator"],
                    "degraded": [],
                }
            ]
        }
    )

    status: Literal["ok"]
    songs_indexed: int
    release: str
    licences: list[str] = Field(description="Of the data the release was trained on, as the operator said.")
    degraded: list[str] = Field(
        description="`database`: accounts do not answer. `release`: a newer release was refused. "
        "`records`: what is answered can't be recorded. `impressions`: what is shown can't be stored. "
        "`experiment`: one was started, and the release it sets against this one can't answer."
    )


class Alive(Schema):
    """The process runs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: Literal["alive"]
