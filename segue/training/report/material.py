"""What a report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.songs import Songs
from segue.factors.space import ItemSpace
from segue.releases.manifest import ManifestDraft
from segue.training.candidate import stored_pairs, stored_space
from segue.training.scores import Evaluation


@dataclass(frozen=True, eq=False)
class Material:
    """A release as far as it is known before it is written.

    Attributes:
        manifest: trainer, data, notes, parent and the gate's verdict.
        evaluation: what was measured; ``None`` when nothing could be held out.
        songs: n songs.
        popularity: float32 (n,), listeners per song.
        artist_rows: int32 (n,), equal for songs of one artist.
        space: n songs.
        n_listeners: whom the model learned from.
        n_pairs: their (listener, song) pairs.
    """

    manifest: ManifestDraft
    evaluation: Evaluation | None
    songs: Songs
    popularity: Float32
    artist_rows: Rows
    space: ItemSpace
    n_listeners: int
    n_pairs: int

    @classmethod
    def of(cls, manifest: ManifestDraft, arrays: Mapping[str, AnyArray]) -> "Material":
        """Take it from what a candidate holds and what its release will say of itself.

        Raises ``KeyError``, ``ValueError`` or ``pydantic.ValidationError`` for what does not fit together.
        """
        space = stored_space(manifest.fold_in, arrays)
        pairs = stored_pairs(arrays, len(space))
        return cls(
            manifest,
            Evaluation.model_validate(manifest.metrics) if manifest.metrics else None,
            Songs.from_arrays(arrays),
            arrays["popularity"],
            arrays["artist_rows"],
            space,
            pairs.n_users,
            len(pairs),
        )
