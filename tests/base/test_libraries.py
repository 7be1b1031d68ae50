import sys

import pytest

from segue.base import libraries


def test_training_needs_every_library_and_imports_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert libraries.can_train()
    monkeypatch.setattr(libraries, "TRAINING_LIBRARIES", ("json", "segue_has_no_such_library"))
    assert not libraries.can_train()
    assert "segue_has_no_such_library" not in sys.modules
