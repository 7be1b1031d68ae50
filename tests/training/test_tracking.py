import sys

import pytest

from segue.base.errors import DataError
from segue.training.tracking import Run, Untracked, open_tracker


def test_without_a_uri_nothing_is_logged_and_nothing_of_mlflow_is_loaded() -> None:
    before = set(sys.modules)
    tracker = open_tracker("")
    tracker.log(Run("train", {}, {}, {}))
    tracker.tag_release("candidate", "release")
    assert isinstance(tracker, Untracked)
    assert not any(name.startswith("mlflow") for name in set(sys.modules) - before)


def test_a_uri_without_the_client_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(DataError, match=r"requirements-mlflow\.txt.*or unset the variable"):
        open_tracker("http://127.0.0.1:5000")
