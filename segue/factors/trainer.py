"""The one interface of all trainers."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from segue.base.arrays import AnyArray
from segue.base.progress import Progress
from segue.factors.content import Content
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace


class Need(StrEnum):
    """What a trainer can make use of beside who listened to what."""

    COUNTS = "counts"
    DATES = "dates"
    CONTENT = "content"


@dataclass(frozen=True)
class Between:
    """Beside a setting's type: ``tune`` searches it from ``low`` to ``high``, both included.

    Attributes:
        low: least value tried.
        high: greatest value tried.
        log: whether steps are ratios rather than differences.
        step: distance of the values tried; ``None`` tries any.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None


@dataclass(frozen=True)
class OneOf:
    """Beside a setting's type: ``tune`` tries each of ``values``."""

    values: tuple[int | float | str | bool, ...]


class TrainerConfig(BaseModel):
    """A trainer's settings: typed, frozen, unknown keys refused, saved in the manifest as they are.

    A field whose annotation holds :class:`Between` or :class:`OneOf` is one that tuning searches.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, eq=False)
class Model:
    """What a trainer leaves.

    Attributes:
        space: what serving needs.
        state: plain arrays, by name, that are only of use offline: to export or to train on.
    """

    space: ItemSpace
    state: dict[str, AnyArray] = field(default_factory=dict)


class Trainer(Protocol):
    """Learns an item space from who listened to what.

    The same interactions, content, config and seed give the same vectors on the same machine.

    Attributes:
        name: what it is called on the command line and in manifests.
        needs: what it uses beside the pairs; without it the trainer works, less well.
    """

    name: ClassVar[str]
    needs: ClassVar[frozenset[Need]]

    @property
    def config(self) -> TrainerConfig:
        """The settings in force."""

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:
        """Train; ``content`` has a row per song of ``interactions``.

        A song without a listener gets a vector too (it may be zero). Raises ``DataError`` when there is
        nothing to learn from or training diverges. May be interrupted at any time without harm.
        """
