"""The stages of a retraining, and who is told of them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Protocol

from segue.base.source import Source
from segue.releases.manifest import Manifest


class Stage(StrEnum):
    """What a retraining does, in this order."""

    HOUSEKEEPING = "housekeeping"
    DATASET = "dataset"
    TRAIN = "train"
    """Measured on the holdout, then fitted to everything."""
    SEAL = "seal"
    """Index, the verdict of the gate, and the report."""
    PROMOTE = "promote"


class Watch(Protocol):
    """Who is told how a training goes."""

    def stage(self, stage: Stage) -> AbstractContextManager[None]:
        """A stage lasts as long as the context."""

    def read(self, sources: Sequence[Source]) -> None:
        """This is what is trained on."""

    def sealed(self, manifest: Manifest) -> None:
        """This has become of it; whether it may be promoted stands in it."""


class _Unwatched:
    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:  # noqa: ARG002 - the protocol's names
        """Nobody is told."""
        yield

    def read(self, sources: Sequence[Source]) -> None:
        """Nobody is told."""

    def sealed(self, manifest: Manifest) -> None:
        """Nobody is told."""


UNWATCHED = _Unwatched()
