"""Why a song is recommended."""

from pydantic import ConfigDict, Field

from segue.web.fields import SongIds, Text, empty_list
from segue.web.schemas.base import OTHER, SONG, Schema
from segue.web.schemas.filters import FilterWish
from segue.web.schemas.songs import Reason

RECOMMENDED = "Blur - Beetlebum"


class Why(Schema):
    """A song, and for whom it is to be explained."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"song": RECOMMENDED, "seeds": [SONG, OTHER]},
                {"song": RECOMMENDED, "without": SONG},
            ]
        }
    )

    song: Text
    seeds: SongIds = empty_list(
        "As in a cold start. Without a usable one, the stored seeds; likes always count.",
    )
    without: Text | None = Field(
        default=None,
        description="The one song of the listener's to try without; else the three that speak most for it.",
    )
    exclude: SongIds = empty_list("Songs that do not count in ranks.")
    filter: FilterWish | None = Field(
        default=None, description="As in a recommendation; songs that do not pass do not count in ranks."
    )


class Counterfactual(Reason):
    """One share, and what would be without it."""

    rank_without: int | None = Field(
        description="The rank if the listener had nothing to do with that song and all else were as it is, "
        "computed anew; null where not asked for."
    )


class Explanation(Schema):
    """Where the score of a song comes from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "song_id": RECOMMENDED,
                    "title": "Beetlebum",
                    "artist": "Blur",
                    "score": 0.83,
                    "rank": 2,
                    "eligible": True,
                    "eligible_count": 4997,
                    "reasons": [
                        {
                            "song_id": SONG,
                            "title": "Karma Police",
                            "share": 0.61,
                            "text": "Because you named Karma Police",
                            "rank_without": 41,
                        },
                        {"song_id": None, "title": None, "share": 0.22, "text": None, "rank_without": None},
                    ],
                }
            ]
        }
    )

    song_id: str
    title: str
    artist: str
    score: float = Field(description="The listener's score of the song.")
    rank: int = Field(description="Its place among the eligible songs by that score, the best at 1.")
    eligible: bool = Field(
        description="Whether it may be recommended at all; if not, it is ranked all the same."
    )
    eligible_count: int = Field(description="How many songs may be recommended.")
    reasons: list[Counterfactual] = Field(
        description="Every song of the listener's, the largest share first; last, with `song_id` null, what "
        "no song of theirs brings. They sum to the score."
    )
