"""What every fold-in can do."""

from typing import Any, Protocol

from segue.base.arrays import AnyArray, Float32, Float64, Rows


class FoldIn(Protocol):
    """How a trainer turns (song, weight) pairs into a listener vector."""

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """The listener's vector, float32 (d,).

        Args:
            rows: int32 (k,), songs, in any order; a song given twice counts twice.
            weights: float32 (k,), above 0.

        Without any song this is what the model knows of a stranger: zeros, or the bias coordinate alone.
        """

    def split(self, rows: Rows, weights: Float32) -> Float64:
        """What each song brings to :meth:`vector`, float64 (k + 1, d); together they are that vector.

        The last row is what no song brings: the bias coordinate, and what follows from it.
        """

    def arrays(self) -> dict[str, AnyArray]:
        """What a release stores beside ``item_vectors``."""

    def describe(self) -> dict[str, Any]:
        """What the manifest keeps: ``kind`` and ``settings``; with :meth:`arrays` enough to open it again."""
