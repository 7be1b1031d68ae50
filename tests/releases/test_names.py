from datetime import UTC, datetime, timedelta, timezone

import pytest

from segue.releases.names import is_file_name, is_id, make_id


@pytest.mark.parametrize("text", ["20261121T023000Z-0a1b2c3d", "a", "v1.2_b-3", "a" * 64])
def test_a_plain_name_may_name_a_release(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "/etc",
        ".hidden",
        "-a",
        "a" * 65,
        "a\n",
        "a\0",
        "é",
        "current",
        "candidates",
    ],
)
def test_a_name_that_could_lead_elsewhere_may_not(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize("text", ["item_vectors.npy", "model/user_vectors.npy", "song_ids.utf8.npy"])
def test_a_file_lies_flat_or_one_folder_deep(text: str) -> None:
    assert is_file_name(text)


@pytest.mark.parametrize(
    "text", ["", "a/b/c", "../a", "a/../b", "a//b", "/a", "a/", ".a", "a/.b", "manifest.json", "a\\b", "a\n"]
)
def test_a_file_name_that_could_lead_elsewhere_is_none(text: str) -> None:
    assert not is_file_name(text)


def test_an_id_tells_utc_time_and_content() -> None:
    moment = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
    assert make_id(moment, "0a1b2c3d4e5f") == "20261121T023000Z-0a1b2c3d"
    abroad = moment.astimezone(timezone(timedelta(hours=9)))
    assert make_id(abroad, "0a1b2c3d4e5f") == "20261121T023000Z-0a1b2c3d"
