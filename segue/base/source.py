"""Where training data comes from: travels from the file that was read into the manifest of a release."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Source(BaseModel):
    """One file of training data.

    Attributes:
        name: without its folder.
        format: what it was read as.
        licence: terms it may be used under, as the operator said; ``None`` when nothing was said.
        sha256: of the file as it lies on disk, hex.
        rows: how many it has, used or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    format: str
    licence: str | None
    sha256: Sha256
    rows: NonNegativeInt
