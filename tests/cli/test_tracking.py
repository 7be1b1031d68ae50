"""Runs in a real MLflow: its client writes to a database, which is read here without it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path}")
    return path


def rows(database: Path, query: str) -> Iterator[dict[str, str]]:
    """For each run, oldest first, the pairs that a query of (run, key, value) gives."""
    with closing(sqlite3.connect(database)) as connection:
        runs = [run for (run,) in connection.execute("SELECT run_uuid FROM runs ORDER BY start_time")]
        pairs = connection.execute(query).fetchall()
    for run in runs:
        yield {key: value for owner, key, value in pairs if owner == run}


@pytest.mark.slow  # loading MLflow and making its tables takes ten seconds
def test_every_trial_and_every_training_is_logged(small_shell: Shell, database: Path) -> None:
    tuned = json.loads(
        small_shell.ok(
            "tune", "--data", small_shell.log, "--set", "dimensions=8", "--trials", 2, "--json", anew=True
        ).stdout
    )
    small_shell.ok("tune", "--data", small_shell.log, "--set", "dimensions=8", "--trials", 3, anew=True)
    made = json.loads(small_shell.ok("retrain", "--data", small_shell.log, "--json", anew=True).stdout)
    parameters = list(rows(database, "SELECT run_uuid, key, value FROM params"))
    metrics = list(rows(database, "SELECT run_uuid, key, value FROM latest_metrics"))
    tags = list(rows(database, "SELECT run_uuid, key, value FROM tags"))
    assert [tag.get("segue.trial") for tag in tags] == ["0", "1", "2", None]
    assert [float(metric["ndcg_at_100"]) for metric in metrics[:2]] == [
        pytest.approx(trial["value"]) for trial in tuned["trials"]
    ]
    assert all(parameter["dimensions"] == "8" for parameter in parameters)
    assert tags[-1]["segue.candidate"] == made["candidate"]
    assert tags[-1]["segue.release"] == made["release"]
    assert tags[-1]["segue.study"] == "default"
    assert {tag["segue.fingerprint"] for tag in tags} == {tuned["question"]["fingerprint"]}
    assert float(metrics[-1]["recall_at_20"]) == pytest.approx(
        made["evaluation"]["systems"]["spectral"]["ranking"]["recall@20"]["mean"]
    )


@pytest.mark.slow  # MLflow asks a dead server three times
def test_a_server_that_is_down_is_one_sentence_before_any_work(
    small_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://user:hunter2@127.0.0.1:9")
    refused = small_shell.run("train", "--data", small_shell.log, anew=True)
    assert refused.returncode == 3
    assert "MLflow can't be logged to" in refused.stderr
    assert "hunter2" not in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (small_shell.artifacts / "candidates").exists()
