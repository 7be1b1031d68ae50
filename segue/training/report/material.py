"""What a report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.errors import DataError
from segue.base.songs import Songs
from segue.factors.space import ItemSpace
from segue.releases.manifest import ManifestDraft
from segue.training.candidate import stored_pairs, stored_space
from segue.training.scores import Evaluation
from segue.training.studies import STUDY_FILE, Study


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
        study: the tuning its settings are from; ``None`` where there was none.
    """

    manifest: ManifestDraft
    evaluation: Evaluation | None
    songs: Songs
    popularity: Float32
    artist_rows: Rows
    space: ItemSpace
    n_listeners: int
    n_pairs: int
    study: Study | None = None

    @classmethod
    def of(
        cls, manifest: ManifestDraft, arrays: Mapping[str, AnyArray], files: Mapping[str, bytes]
    ) -> "Material":
        """Take it from the arrays and files of a candidate and from what its release will say of itself.

        Raises :class:`DataError` where evaluation or study have another shape than this version writes, and
        ``KeyError`` or ``ValueError`` for arrays that do not fit.
        """
        try:
            evaluation = Evaluation.model_validate(manifest.metrics) if manifest.metrics else None
            study = Study.model_validate_json(files[STUDY_FILE]) if STUDY_FILE in files else None
        except ValidationError as error:
            raise DataError(
                "The candidate was measured or tuned by another version of Segue: train it again."
            ) from error
        space = stored_space(manifest.fold_in, arrays)
        pairs = stored_pairs(arrays, len(space))
        return cls(
            manifest,
            evaluation,
            Songs.from_arrays(arrays),
            arrays["popularity"],
            arrays["artist_rows"],
            space,
            pairs.n_users,
            len(pairs),
            study,
        )
