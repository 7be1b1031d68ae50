"""How what was shown was received, and which of two releases listeners prefer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from segue.releases.experiment import Ended, Experiment
from segue.releases.experiments import DEFAULT_FIRST_LOOK_DAYS
from segue.web.fields import Flag, Text
from segue.web.schemas.admin.releases import BEFORE, RELEASE, Reason
from segue.web.schemas.base import Schema

_AT = "2026-11-21T12:00:00+00:00"
_RATE: dict[str, Any] = {"value": 0.12, "low": 0.1, "high": 0.14}
_EXPERIMENT: dict[str, Any] = {
    "id": "20261114-1a2b3c",
    "control": BEFORE,
    "challenger": RELEASE,
    "share": 0.5,
    "first_look_days": 7,
    "started_at": _AT,
    "reason": "twice the dimensions",
}


class OnlineRate(Schema):
    """A share in 0 to 1 with its 95 % interval; all `null` where there was nothing."""

    value: float | None
    low: float | None
    high: float | None


class Received(Schema):
    """What came of lists: of all surfaces or one, at all ranks or some."""

    surface: str | None
    ranks: str | None
    lists: int
    songs: int
    listeners: int
    is_enough: bool = Field(description="Whether enough listeners were shown them to say anything.")
    like: OnlineRate
    play: OnlineRate
    skip: OnlineRate
    dislike: OnlineRate
    reciprocal_rank: OnlineRate | None


class ReceivedOfRelease(Schema):
    """What came of what one release showed."""

    release: str
    first_list: datetime
    last_list: datetime
    received: list[Received]


class Online(Schema):
    """How what was shown was received; docs/operating/online.md says how to read it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "since": _AT,
                    "until": _AT,
                    "window_hours": 24.0,
                    "made_at": _AT,
                    "last_event": _AT,
                    "lists_in_experiments": 0,
                    "notes": [],
                    "releases": [
                        {
                            "release": RELEASE,
                            "first_list": _AT,
                            "last_list": _AT,
                            "received": [
                                {
                                    "surface": None,
                                    "ranks": None,
                                    "lists": 820,
                                    "songs": 8200,
                                    "listeners": 311,
                                    "is_enough": True,
                                    **dict.fromkeys(("like", "play", "skip", "dislike"), _RATE),
                                    "reciprocal_rank": _RATE,
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )

    since: datetime
    until: datetime
    window_hours: float
    made_at: datetime
    last_event: datetime | None
    lists_in_experiments: int
    notes: list[str]
    releases: list[ReceivedOfRelease]


class Look(Schema):
    """What was found when listeners were looked at."""

    model_config = ConfigDict(extra="allow")

    at: datetime
    decides: bool


class ExperimentVerdict(Schema):
    """Which release listeners prefer."""

    experiment: Experiment
    outcome: str
    sentence: str
    looks: list[Look]
    next_look: datetime | None


class ExperimentState(Schema):
    """What is compared, and what has been found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "running": _EXPERIMENT,
                    "paused": None,
                    "ended": [],
                    "verdict": {
                        "experiment": _EXPERIMENT,
                        "outcome": "too early",
                        "sentence": "Too early to say.",
                        "looks": [],
                        "next_look": _AT,
                    },
                }
            ]
        }
    )

    running: Experiment | None
    paused: str | None = Field(description="Why only the release in service answers all the same.")
    ended: list[Ended] = Field(description="The last 50, the last first.")
    verdict: ExperimentVerdict | None = Field(description="On the one that runs, or ran last.")


class Challenge(Schema):
    """An experiment to begin."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"challenger": RELEASE, "share": 0.5}]})

    challenger: Text = Field(description="The release to set against the one in service.")
    share: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = Field(
        description="Of the signed-in listeners who take part."
    )
    first_look_days: Annotated[int, Field(strict=True, ge=1, le=365)] = DEFAULT_FIRST_LOOK_DAYS
    aa: Flag = Field(default=False, description="Compares the release in service with itself.")
    reason: Reason = ""


class Begun(Schema):
    """The experiment that has begun."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"running": _EXPERIMENT}]})

    running: Experiment


class End(Schema):
    """Why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "B is better"}]})

    reason: Reason = ""


class Over(Schema):
    """The experiment that is over; `null` for one whose file was damaged."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"stopped": True, "ended": None}]})

    stopped: Literal[True]
    ended: Ended | None
