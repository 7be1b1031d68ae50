"""ListenBrainz listens."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from segue.listening.log import read_log
from tests.listening.logs import song_ids, write


def listen(user: str, artist: str, title: str, at: int, **more: object) -> str:
    track = {"artist_name": artist, "track_name": title} | more
    return json.dumps({"user_name": user, "listened_at": at, "track_metadata": track}, ensure_ascii=False)


def test_listenbrainz_json_lines(tmp_path: Path) -> None:
    matched = {"mbid_mapping": {"recording_mbid": "m1"}, "release_name": "Moon Safari"}
    info = {"additional_info": {"recording_mbid": "m2", "duration_ms": 200_000}}
    lines = [
        listen("ann", "Air", "Sexy Boy", 1_612_137_360, **matched),
        listen("ben", "Air", "Kelly", 1_612_137_361, **info),
        listen("ben", "Nobody", "Unmatched", 1_612_137_362),
        listen("ann", "NOBODY", "unmatched", 1_612_137_363),
    ]
    log = read_log(write(tmp_path, "1.listens", "\n".join(lines)))
    assert log.report.format == "listenbrainz"
    assert song_ids(log) == ["m1", "m2", "Nobody - Unmatched"]
    assert list(log.songs.album) == ["Moon Safari", "", ""]
    assert log.songs.duration_seconds.tolist() == [0, 200, 0]
    assert log.events.song_rows.tolist() == [0, 1, 2, 2]
    assert log.report.last_date == "2021-01-31"


def test_listenbrainz_dumps_name_the_date_otherwise(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"user_id": user, "timestamp": 1, "track_metadata": {"artist_name": "A", "track_name": title}}
        )
        for user, title in ((1, "x"), (2, "y"))
    ]
    log = read_log(write(tmp_path, "1.listens", "\n".join(lines)))
    assert (list(log.users.ids), song_ids(log)) == (["1", "2"], ["A - x", "A - y"])


def test_listenbrainz_parquet_dump(tmp_path: Path) -> None:
    table = pa.table(
        {
            "listened_at": pa.array([0, 1_000_000], pa.timestamp("us")),
            "user_id": [1, 2],
            "artist_name": ["Air", "Air"],
            "artist_credit_id": pa.array([None, 3], pa.int64()),
            "release_name": [None, "Moon Safari"],
            "recording_name": ["Sexy Boy", "Kelly"],
            "recording_mbid": ["m1", None],
            "artist_credit_mbids": pa.array([None, ["x"]]),
        }
    )
    pq.write_table(table, tmp_path / "0.parquet")
    log = read_log(tmp_path / "0.parquet")
    assert (log.report.format, song_ids(log)) == ("listenbrainz", ["m1", "Air - Kelly"])


def test_a_listen_matched_to_a_word_for_nothing_is_not_matched(tmp_path: Path) -> None:
    mapped = {"mbid_mapping": {"recording_mbid": "None"}}
    lines = [listen("ann", "Air", "Kelly", 1, **mapped), listen("ben", "Air", "Sexy Boy", 2, **mapped)]
    assert song_ids(read_log(write(tmp_path, "1.listens", "\n".join(lines)))) == [
        "Air - Kelly",
        "Air - Sexy Boy",
    ]
