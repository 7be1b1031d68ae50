"""The one interface of all trainers."""

from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from segue.base.arrays import AnyArray
from segue.base.progress import Progress
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace


class TrainerConfig(BaseModel):
    """A trainer's settings: typed, frozen, unknown keys refused, saved in the manifest as they are."""

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

    The same interactions, config and seed give the same vectors on the same machine.
    """

    name: ClassVar[str]

    @property
    def config(self) -> TrainerConfig:
        """The settings in force."""

    def fit(self, interactions: Interactions, progress: Progress) -> Model:
        """Train.

        A song without a listener gets a vector too (it may be zero). Raises ``DataError`` when there is
        nothing to learn from or training diverges. May be interrupted at any time without harm.
        """
