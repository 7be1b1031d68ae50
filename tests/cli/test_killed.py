"""Training that is stopped, by a person or by the machine, harms nothing."""

import signal
import time
from pathlib import Path

import pytest

from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from segue.training.retraining.stages import Stage
from segue.training.retraining.state import read_state
from tests.cli.conftest import Shell

STAGES = (Stage.SEAL, Stage.PROMOTE)
"""In which it writes; test_retrain.py kills one that trains."""
MOMENTS = (0.25, 0.6, 0.8, 0.9, 1.0)
"""When to kill, as a part of the time a whole retraining took."""


def test_a_retraining_killed_in_any_stage_leaves_a_current_release_that_verifies(small_shell: Shell) -> None:
    words = ("retrain", "--data", small_shell.log, "--set", "dimensions=4", "--brief")
    small_shell.ok(*words)
    for stage in STAGES:
        process = small_shell.start(*words)
        while process.poll() is None and not has_come_to(stage, small_shell.artifacts):
            time.sleep(0.005)
        process.kill()
        process.communicate()
        verify_all(ReleaseStore(small_shell.artifacts))
    expect_no_hindrance(small_shell, *words)


@pytest.mark.slow  # seven whole retrainings
def test_nor_does_one_killed_at_any_other_moment(small_shell: Shell) -> None:
    words = ("retrain", "--data", small_shell.log, "--set", "dimensions=4")
    started = time.monotonic()
    small_shell.ok(*words, anew=True)
    whole = time.monotonic() - started
    for moment in MOMENTS:
        process = small_shell.start(*words)
        time.sleep(moment * whole)
        process.kill()
        process.communicate()
        verify_all(ReleaseStore(small_shell.artifacts))
    expect_no_hindrance(small_shell, *words)


def has_come_to(stage: Stage, artifacts: Path) -> bool:
    state = read_state(artifacts)
    return state is not None and state.is_running and state.stage is stage


def verify_all(store: ReleaseStore) -> None:
    current = store.current_id()
    assert current is not None
    assert verify(store.path(current)).id == current
    for release in store.releases():
        verify(store.path(release))


def expect_no_hindrance(shell: Shell, *words: object) -> None:
    """The next retraining is not hindered by what killed ones left."""
    shell.ok(*words)
    store = ReleaseStore(shell.artifacts)
    assert store.current_id() == store.releases()[-1]


def test_ctrl_c_stops_a_training_with_one_sentence_and_without_a_trace(small_shell: Shell) -> None:
    slow = ("--trainer", "svd", "--set", "epochs=1000", "--set", "dimensions=64")
    process = small_shell.start("train", "--data", small_shell.log, "--no-compare", *slow)
    assert process.stderr is not None
    seen = ""
    while "training svd" not in seen:
        seen += process.stderr.read(1)
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate()
    assert process.returncode == 130
    assert "Nothing in service was changed" in rest
    assert "Traceback" not in rest
    assert ReleaseStore(small_shell.artifacts).candidates() == ()


def test_two_trainings_at_once_are_told_apart(small_shell: Shell) -> None:
    store = ReleaseStore(small_shell.artifacts)
    with store.lock():
        refused = small_shell.run("train", "--data", small_shell.log, anew=True)
    assert refused.returncode == 4
    assert "Another training is at work" in refused.stderr
