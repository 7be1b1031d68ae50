"""Training that is stopped, by a person or by the machine, harms nothing."""

import signal
import time

from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from tests.cli.conftest import Shell

MOMENTS = (0.25, 0.6, 0.8, 0.9, 1.0)
"""When to kill, as a part of the time a whole retraining took."""


def test_a_retraining_killed_at_any_moment_leaves_a_current_release_that_verifies(
    small_shell: Shell,
) -> None:
    words = ("retrain", "--data", small_shell.log, "--set", "dimensions=4")
    started = time.monotonic()
    small_shell.ok(*words)
    whole = time.monotonic() - started
    store = ReleaseStore(small_shell.artifacts)
    for moment in MOMENTS:
        process = small_shell.start(*words)
        time.sleep(moment * whole)
        process.kill()
        process.communicate()
        current = store.current_id()
        assert current is not None
        assert verify(store.path(current)).id == current
        for release in store.releases():
            verify(store.path(release))
    small_shell.ok(*words)  # the next one is not hindered by what the killed ones left
    assert store.current_id() == store.releases()[-1]


def test_ctrl_c_stops_a_training_with_one_sentence_and_without_a_trace(small_shell: Shell) -> None:
    slow = ("--trainer", "svd", "--set", "epochs=1000", "--set", "dimensions=256")
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
        refused = small_shell.run("train", "--data", small_shell.log)
    assert refused.returncode == 4
    assert "Another training is at work" in refused.stderr
