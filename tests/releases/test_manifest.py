import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segue.base.errors import ReleaseRefused
from segue.releases.manifest import Manifest, ManifestDraft, content_hash
from segue.releases.names import make_id
from segue.releases.store import ReleaseStore
from tests.releases.world import draft, forge, make_release, read_document, spell

MOMENT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def document(store: ReleaseStore) -> dict[str, Any]:
    return read_document(store.path(make_release(store)))


@given(json_values, st.text(), st.integers(-(10**30), 10**30))
def test_what_a_trainer_says_is_read_back_as_it_was(value: Any, note: str, seed: int) -> None:
    said = draft(metrics={"any": value}, notes=(note,), seed=seed)
    manifest = Manifest(
        **{name: getattr(said, name) for name in ManifestDraft.model_fields},
        id=make_id(MOMENT, content_hash({})),
        kind="candidate",
        created_at=MOMENT,
        files={},
        n_songs=1,
        dimensions=1,
        id_map_checksum="",
        index=None,
    )
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest
    assert manifest.draft == said


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_has_no_place_in_a_manifest(number: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        draft(metrics={"deep": [{"ndcg": number}]})


def test_a_newer_format_is_refused_by_its_number(document: dict[str, Any]) -> None:
    with pytest.raises(ReleaseRefused, match="format version is 2"):
        Manifest.from_bytes(spell(document | {"format_version": 2, "new": "field"}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"format_version": 1, "seed": NaN}',
        b'{"format_version": 1, "seed": 1e999}',
        b'{"format_version": 1, "seed": ' + b"9" * 5000 + b"}",
        b'{"format_version": 1}',
        b'{"format_version": true}',
    ],
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(ReleaseRefused):
        Manifest.from_bytes(data)


def test_the_same_content_in_another_spelling_is_refused(document: dict[str, Any]) -> None:
    data = spell(document)
    for other in (data + b" ", data.replace(b'"seed": 7', b'"seed":  7'), data.replace(b"svd", b"sv\\u0064")):
        assert other != data
        with pytest.raises(ReleaseRefused, match="not as it was written"):
            Manifest.from_bytes(other)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"extra": 1}, "extra"),
        ({"kind": "current"}, "kind"),
        ({"n_songs": 0}, "n_songs"),
        ({"n_songs": "6"}, "n_songs"),
        ({"created_at": "2026-11-21T02:30:00"}, "created_at"),
        ({"id": "20261121T023000Z-00000000"}, "id"),
        ({"kind": "candidate"}, "candidate has none"),
        ({"index": None}, "release has an index"),
    ],
)
def test_a_field_that_does_not_fit_is_refused(
    document: dict[str, Any], changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ReleaseRefused, match=reason):
        Manifest.from_bytes(spell(document | changes))


@pytest.mark.parametrize(
    ("name", "entry", "reason"),
    [
        ("../../etc/passwd", {"dtype": None, "shape": None}, "not a file name"),
        ("manifest.json", {"dtype": None, "shape": None}, "not a file name"),
        ("a.npy", {"dtype": "|O", "shape": [1]}, "not stored"),
        ("a.npy", {"dtype": "<f4", "shape": [2**40, 2**40]}, "does not follow"),
        ("a.npy", {"dtype": "<f4", "shape": [-1]}, "greater than or equal"),
        ("a.npy", {"dtype": "<f4", "shape": [1] * 40}, "dimensions"),
        ("a.npy", {"dtype": None, "shape": None}, "no dtype"),
        ("a.html", {"dtype": "<f4", "shape": [1]}, "no array"),
    ],
)
def test_a_table_of_files_that_could_mislead_is_refused(
    store: ReleaseStore, name: str, entry: dict[str, Any], reason: str
) -> None:
    line = {"size": 100, "sha256": "0" * 64} | entry
    folder = forge(store.path(make_release(store)), lambda document: document["files"].update({name: line}))
    with pytest.raises(ReleaseRefused, match=reason):
        Manifest.from_bytes((folder / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def whole_document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    store = ReleaseStore(tmp_path_factory.mktemp("artifacts"))
    return read_document(store.path(make_release(store)))


@settings(max_examples=300)
@given(st.data())
def test_a_hostile_manifest_is_read_or_refused_and_nothing_else(
    whole_document: dict[str, Any], data: st.DataObject
) -> None:
    document = copy.deepcopy(whole_document)
    place: Any = document
    key = data.draw(st.sampled_from(sorted(place)))
    while isinstance(place[key], dict) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(json_values)
    try:
        manifest = Manifest.from_bytes(spell(document))
    except ReleaseRefused:
        return
    assert manifest.to_bytes() == spell(document)
