"""Releases, and what becomes of them."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, model_validator

from segue.base.errors import Unprocessable
from segue.base.source import Source
from segue.releases.history import Promotion
from segue.releases.manifest import Manifest, Verdict
from segue.web.fields import Flag, Text
from segue.web.schemas.base import Schema

RELEASE = "20261121T023100Z-1a2b3c4d"
BEFORE = "20261120T023100Z-5e6f7a8b"
LONGEST_REASON = 500

_AT = "2026-11-21T02:40:00Z"
_MOVE: dict[str, JsonValue] = {
    "time": _AT,
    "action": "promote",
    "release": RELEASE,
    "previous": BEFORE,
    "forced": False,
    "reason": "more data",
    "by": 7,
}
_SOURCE: dict[str, JsonValue] = {
    "name": "plays.csv",
    "format": "csv",
    "licence": "CC0-1.0",
    "sha256": "0" * 64,
    "rows": 553218,
}
_VERDICT: dict[str, JsonValue] = {
    "against": BEFORE,
    "passed": True,
    "checks": [
        {
            "name": "ranking",
            "passed": True,
            "measured": "nDCG@20 0.2112 against 0.2047: +0.0065 [+0.0021, +0.0109], 1,692 listeners",
            "bound": "interval not wholly below 0",
            "reason": "It ranks as well as what is served.",
        }
    ],
}

Reason = Annotated[Text, Field(max_length=LONGEST_REASON, description="A few words for the history.")]
"""Why something is done."""


class ReleaseLine(Schema):
    """A release in a list; of one that is refused only what its folder says."""

    id: str
    current: bool = Field(description="Whether it is in service.")
    refused: str | None = Field(description="Why it could not be promoted; files are not read for this.")
    forced: bool = Field(description="Whether it was ever promoted over the gate.")
    created_at: datetime | None
    trainer: str | None
    songs: int | None
    ndcg_at_20: float | None = Field(description="On the holdout, 0 to 1.")
    popularity_ndcg_at_20: float | None = Field(description="Of a list of what is popular, on the same.")
    gate: Verdict | None = Field(description="What the gate said when it was made.")
    sources: list[Source] = Field(description="What it was trained on.")


class Releases(Schema):
    """The releases that are there, the newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "current": RELEASE,
                    "releases": [
                        {
                            "id": RELEASE,
                            "current": True,
                            "refused": None,
                            "forced": False,
                            "created_at": _AT,
                            "trainer": "spectral",
                            "songs": 4999,
                            "ndcg_at_20": 0.2047,
                            "popularity_ndcg_at_20": 0.0393,
                            "gate": _VERDICT,
                            "sources": [_SOURCE],
                        }
                    ],
                }
            ]
        }
    )

    current: str | None = Field(description="In service; `null` where the pointer is out of order.")
    releases: list[ReleaseLine] = Field(description="At most 100.")


class ReleaseManifest(Manifest):
    """All that a release says of itself; see docs/releases.md."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": RELEASE, "kind": "release"}]})


class History(Schema):
    """What was made current when, by whom and why, the last first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"promotions": [_MOVE]}]})

    promotions: list[Promotion]


class Promote(Schema):
    """How a release is to be promoted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "more data"}]})

    reason: Reason = ""
    force: Flag = Field(default=False, description="Overrules a refusal of the gate, on record.")

    @model_validator(mode="after")
    def _force_has_a_reason(self) -> "Promote":
        if self.force and not self.reason.strip():
            raise Unprocessable("A forced promotion needs a reason.")
        return self


class Promoted(Schema):
    """What came of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"promotion": _MOVE, "gate": _VERDICT}]})

    promotion: Promotion = Field(description="As it stands in the history.")
    gate: Verdict = Field(description="What the gate said now.")


class RollBack(Schema):
    """Why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "complaints about the page"}]})

    reason: Reason = ""


class RolledBack(Schema):
    """What came of it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"promotion": {**_MOVE, "action": "roll back"}}]}
    )

    promotion: Promotion = Field(description="As it stands in the history.")


class TrainingData(Schema):
    """What the release in service was trained on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "release": RELEASE,
                    "created_at": _AT,
                    "fingerprint": "8da24f0dfff4f4d02f0956a8c711c70a",
                    "sources": [_SOURCE],
                    "report": {"rows_read": 553218, "rows_kept": 553101, "dropped": {"no song": 117}},
                }
            ]
        }
    )

    release: str
    created_at: datetime
    fingerprint: str = Field(description="Equal for equal ids and events.")
    sources: list[Source] = Field(description="With rows by kind, and what was left out and why.")
    report: dict[str, JsonValue] = Field(description="Rows read, kept, and dropped by reason.")
