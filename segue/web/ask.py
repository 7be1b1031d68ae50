"""A question as the arithmetic sees it: everything an answer depends on beside the release."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel

from segue.accounts.taste import Taste

Body = TypeVar("Body", bound=BaseModel)
Body_co = TypeVar("Body_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Ask(Generic[Body_co]):
    """One request. Equal asks of one release have equal answers, in every process.

    Attributes:
        body: what was sent, checked.
        taste: what is stored of the caller; ``None`` for somebody without a token.
        moment: when it was asked, UTC; answers depend on its day, and on which blocks have ended.
        like_weight: what a fresh like weighs.
    """

    body: Body_co
    taste: Taste | None
    moment: datetime
    like_weight: float
