"""Libraries that training needs and serving does not: a host that only serves has none of them."""

from importlib.util import find_spec
from typing import Final

TRAINING_LIBRARIES: Final = ("surprise", "scipy", "pyarrow", "optuna")
"""By the names they are imported under."""


def can_train() -> bool:
    """Whether all of them are installed; none is imported."""
    return all(find_spec(name) is not None for name in TRAINING_LIBRARIES)
