"""A person's own account: what it is, all that is stored of it, and its end."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from segue.accounts.feedback import EventKind
from segue.accounts.taste import BlockKind
from segue.web.fields import Text
from segue.web.schemas.base import OTHER, SONG, Schema

_AT = "2026-03-01T12:30:00+00:00"
_RELEASE = "20261121T023100Z-1a2b3c4d"


class HowMuch(Schema):
    """As much as the lists of these names show; of sessions and blocks those that have not ended."""

    seeds: int
    likes: int
    dislikes: int
    blocks: int
    feedback: int
    sessions: int


class Me(Schema):
    """The account of the caller."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "username": "Ada",
                    "created_at": _AT,
                    "is_admin": False,
                    "private": False,
                    "counts": {
                        "seeds": 3,
                        "likes": 41,
                        "dislikes": 2,
                        "blocks": 1,
                        "feedback": 1830,
                        "sessions": 2,
                    },
                }
            ]
        }
    )

    username: str = Field(description="As typed at sign-up.")
    created_at: str
    is_admin: bool
    private: bool = Field(
        description="What is stored serves this account alone; see docs/accounts/privacy.md."
    )
    counts: HowMuch


class Goodbye(Schema):
    """What confirms that the account is to be deleted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery"}]})

    password: Text


class HoldingRelease(Schema):
    """A release that was trained on what the account did."""

    release: str
    current: bool = Field(description="Whether it is in service.")


class Deleted(Schema):
    """What became of the account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "deleted": True,
                    "releases": [{"release": _RELEASE, "current": True}],
                    "candidates": [],
                    "unread": [],
                    "note": "Your account is gone.",
                }
            ]
        }
    )

    deleted: Literal[True]
    releases: list[HoldingRelease] = Field(description="That hold something of it until they are pruned.")
    candidates: list[str] = Field(description="Trained models that do and are not in service.")
    unread: list[str] = Field(description="Releases and candidates that could not be looked into.")
    note: str = Field(description="The same for a person to read.")


class StoredAccount(Schema):
    """The account itself."""

    id: int
    username: str
    username_key: str = Field(description="The same for all spellings of the name.")
    created_at: datetime
    is_admin: bool


class StoredPreferences(Schema):
    """How the account wants to be answered; ``null`` is the default."""

    discovery: float | None
    explicit: bool | None
    diversity: float | None
    private: bool


class StoredSeed(Schema):
    """A song named at onboarding."""

    position: int
    song_id: str
    created_at: datetime


class StoredLike(Schema):
    """A heart; ``liked`` is ``false`` for one that was taken back."""

    song_id: str
    liked: bool
    change_number: int = Field(description="In which order hearts were given.")
    changed_at: datetime


class StoredDislike(Schema):
    """A song the account never wants to hear again."""

    song_id: str
    disliked_at: datetime


class StoredBlock(Schema):
    """What the account keeps away, also where that has ended."""

    kind: BlockKind
    key: str = Field(description="The same for all spellings of the name.")
    name: str
    until: datetime | None
    blocked_at: datetime


class StoredEvent(Schema):
    """Feedback, as it was sent."""

    event_id: str
    kind: EventKind
    song_id: str
    at: datetime = Field(description="By the clock of the player.")
    received_at: datetime
    played_ms: int | None


class StoredHeard(Schema):
    """What feedback about one song adds up to."""

    song_id: str
    plays: int
    skips: int
    played_at: datetime | None
    skipped_at: datetime | None
    heard_at: datetime


class StoredSession(Schema):
    """A sign-in; nothing of its tokens."""

    created_at: datetime
    refreshed_at: datetime
    expires_at: datetime


class StoredImpression(Schema):
    """A list of songs that was shown."""

    shown_at: datetime
    release_id: str
    surface: str
    song_ids: list[str]
    experiment: str | None
    arms: str | None


class Export(Schema):
    """Everything that is stored about the caller."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "format": 1,
                    "exported_at": _AT,
                    "account": {
                        "id": 7,
                        "username": "Ada",
                        "username_key": "ada",
                        "created_at": _AT,
                        "is_admin": False,
                    },
                    "preferences": None,
                    "seeds": [{"position": 0, "song_id": SONG, "created_at": _AT}],
                    "likes": [{"song_id": OTHER, "liked": False, "change_number": 1, "changed_at": _AT}],
                    "dislikes": [],
                    "blocks": [],
                    "feedback": [],
                    "heard": [],
                    "sessions": [],
                    "impressions": [],
                    "not_here": ["Tokens: they are not stored. Of each session its times are."],
                }
            ]
        }
    )

    format: Literal[1]
    exported_at: datetime
    account: StoredAccount
    preferences: StoredPreferences | None
    seeds: list[StoredSeed]
    likes: list[StoredLike]
    dislikes: list[StoredDislike]
    blocks: list[StoredBlock]
    feedback: list[StoredEvent]
    heard: list[StoredHeard]
    sessions: list[StoredSession]
    impressions: list[StoredImpression]
    not_here: list[str] = Field(description="What this document leaves out, and why.")
