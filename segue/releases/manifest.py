"""The manifest of a release: what it holds, how it was made, and how each file is recognised."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    model_validator,
)

from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.base.source import ACCOUNTS, Sha256, Source
from segue.releases import names, npy, spelling

FORMAT_VERSION: Final = 1
MAX_MANIFEST_BYTES: Final = 8 << 20
MAX_FILES: Final = 1000

Kind = Literal["candidate", "release"]
IndexKind = Literal["flat", "hnsw", "ivf"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class FileEntry(_Frozen):
    """How one file is recognised. ``dtype`` and ``shape`` stand for ``.npy`` files and only there."""

    size: NonNegativeInt
    sha256: Sha256
    dtype: str | None = None
    shape: tuple[NonNegativeInt, ...] | None = None


class Trainer(_Frozen):
    """What trained the model, with every parameter it ran with."""

    name: str
    parameters: dict[str, JsonValue]


class FoldIn(_Frozen):
    """How a history becomes a listener's vector: the method and its settings."""

    kind: str
    settings: dict[str, JsonValue] = {}


class Data(_Frozen):
    """What the model was trained on.

    Attributes:
        fingerprint: equal for equal ids and events, whatever file they came from.
        sources: the log, then the file of titles if there was one, then the accounts if they were part of it.
        report: counts the rows kept and dropped, per reason.
        reading: what the operator said of how to read them, as `main.py` calls the options.
    """

    fingerprint: str
    sources: tuple[Source, ...]
    report: dict[str, JsonValue]
    reading: dict[str, str] = {}

    @property
    def accounts(self) -> Source | None:
        """What came from accounts; ``None`` where nothing did."""
        return next((source for source in self.sources if source.format == ACCOUNTS), None)


class IndexTrial(_Frozen):
    """An index that was measured when one was chosen.

    Attributes:
        kind: of index.
        parameters: that have an effect.
        recall: recall@50 against exact search; ``None`` where not measured.
        microseconds: of one search for 50 songs in one thread, the median; ``None`` where not measured.
    """

    kind: IndexKind
    parameters: dict[str, int]
    recall: Annotated[float, Field(ge=0, le=1)] | None
    microseconds: Annotated[float, Field(ge=0)] | None = None


class IndexEntry(IndexTrial):
    """A vector index, and in ``tried`` all that were measured before it was chosen, itself among them."""

    tried: tuple[IndexTrial, ...] = ()


class ExamEntry(_Frozen):
    """The holdout that a release keeps, and the model measured on it; their arrays are named ``exam/…``.

    Attributes:
        protocol: how the holdout was made.
        fold_in: of the measured model; ``None`` where that is the released one.
    """

    protocol: dict[str, JsonValue]
    fold_in: FoldIn | None


class Check(_Frozen):
    """One thing the gate looked at.

    Attributes:
        name: what was looked at, such as ``ranking``.
        passed: whether it kept its bound.
        measured: the figure, in words: ``nDCG@20 +0.004 [+0.001, +0.007]``.
        bound: what it had to keep, in words.
        reason: one sentence for a person, saying what follows.
    """

    name: str
    passed: bool
    measured: str
    bound: str
    reason: str


class Verdict(_Frozen):
    """What the gate said when this release was sealed.

    Attributes:
        against: the release that was current then; ``None`` when there was none.
        passed: whether every check did.
        checks: in the order they are shown.
    """

    against: ReleaseId | None
    passed: bool
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass, in the order they are shown; none where all did."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def stays(self) -> str:
        """Where it refuses: what is served then, as a sentence."""
        return "Nothing is in service." if self.against is None else f"{self.against} stays in service."


class ManifestDraft(_Frozen):
    """What the maker of a release says about it; the writer knows the rest.

    Raises ``pydantic.ValidationError`` for a value of another type, and for a number that is not finite.

    Attributes:
        seed: what every random choice of the training was drawn from.
        libraries: version by name, of what the numbers depend on.
        threads: of linear algebra in the training, on which their last bits depend; ``None`` without one.
        metrics: the evaluation, in the trainer's own shape. An undefined number is ``None``.
        holdout: ``fraction``, ``seed`` and ``refit`` of the training; with trainer, seed and data enough to
            repeat it. Empty where there was no training.
        exam: what later releases are compared with this one by; ``None`` where nothing was held out.
        parent: the release that was current when this one was made.
        gate: the verdict of the gate; ``None`` for a candidate.
        notes: sentences for people, in order.
    """

    trainer: Trainer
    fold_in: FoldIn
    seed: int
    data: Data
    libraries: dict[str, str]
    threads: PositiveInt | None = None
    metrics: dict[str, JsonValue]
    holdout: dict[str, JsonValue] = {}
    exam: ExamEntry | None = None
    parent: ReleaseId | None = None
    gate: Verdict | None = None
    notes: tuple[str, ...] = ()


class Manifest(ManifestDraft):
    """A whole manifest. A release has an index; a candidate has none yet.

    Attributes:
        id: UTC time and 8 hex digits of the hash of ``files``.
        created_at: UTC, whole seconds.
        files: by name; the manifest itself is not among them.
        n_songs: rows of the item vectors and of the id map.
        dimensions: columns of the item vectors.
        id_map_checksum: ``IdMap.checksum`` of the song ids.
        index: of listeners' queries for songs.
        likeness: of songs' queries for songs; ``None`` where comparing every song is as good.
    """

    format_version: Literal[1] = FORMAT_VERSION
    id: ReleaseId
    kind: Kind
    created_at: AwareDatetime
    files: Annotated[dict[str, FileEntry], Field(max_length=MAX_FILES)]
    n_songs: PositiveInt
    dimensions: PositiveInt
    id_map_checksum: str
    index: IndexEntry | None
    likeness: IndexEntry | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for name, entry in self.files.items():
            _check_entry(name, entry)
        if self.id != names.make_id(self.created_at, content_hash(self.files)):
            raise ValueError("the id does not follow from the time and the files")
        if (self.kind == "release") != (self.index is not None):
            raise ValueError("a release has an index and a candidate has none")
        if (self.index is not None) != (names.INDEX_FILE in self.files):
            raise ValueError(f"the index and the file {names.INDEX_FILE} belong together")
        if (self.likeness is not None) != (names.LIKENESS_FILE in self.files):
            raise ValueError(f"an index of likeness and the file {names.LIKENESS_FILE} belong together")
        if self.likeness is not None and (self.index is None or self.likeness.kind != "ivf"):
            raise ValueError("an index of likeness is of kind ivf and belongs to a release")
        return self

    @property
    def draft(self) -> ManifestDraft:
        """The part the maker of the release wrote."""
        return ManifestDraft(**{name: getattr(self, name) for name in ManifestDraft.model_fields})

    def to_bytes(self) -> bytes:
        """The one spelling of this manifest: sorted keys, and a checksum over everything else."""
        document = self.model_dump(mode="json")
        return spelling.spelled(document | {"checksum": spelling.checksum(document)})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read what :meth:`to_bytes` wrote.

        Raises :class:`ReleaseRefused` for anything else: another format version, another spelling of the same
        content, an unknown or missing field, or any changed byte.
        """
        document = spelling.parse(data)
        version = document.get("format_version")
        if type(version) is not int or version != FORMAT_VERSION:  # True == 1
            raise ReleaseRefused(
                f"its format version is {version!r:.40}, and this Segue reads version {FORMAT_VERSION}; "
                "serve it with the Segue that wrote it"
            )
        stated = document.pop("checksum", None)
        if stated != spelling.checksum(document) or data != spelling.spelled(document | {"checksum": stated}):
            raise ReleaseRefused(f"{names.MANIFEST_FILE} is not as it was written")
        try:
            return cls.model_validate_json(spelling.canonical(document))
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in problem["loc"])
            raise ReleaseRefused(f"{names.MANIFEST_FILE} is not valid: {where} {problem['msg']}") from error


def content_hash(files: Mapping[str, FileEntry]) -> str:
    """Hex SHA-256 over the table of files: equal for equal content."""
    return hashlib.sha256(
        spelling.canonical({name: entry.model_dump(mode="json") for name, entry in files.items()})
    ).hexdigest()


def _check_entry(name: str, entry: FileEntry) -> None:
    if not names.is_file_name(name):
        raise ValueError(f"{name!r:.80} is not a file name of a release")
    if not name.endswith(".npy"):
        if entry.dtype is not None or entry.shape is not None:
            raise ValueError(f"{name} is no array and has a dtype or a shape")
        return
    if entry.dtype is None or entry.shape is None:
        raise ValueError(f"{name} has no dtype or shape")
    if entry.size != npy.file_size(entry.dtype, entry.shape):
        raise ValueError(f"{name} has a size that does not follow from its dtype and shape")
