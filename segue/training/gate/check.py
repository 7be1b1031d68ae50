"""How a check is put into words."""

from segue.releases.manifest import Check


def check(name: str, *, passed: bool, measured: str, bound: str, good: str, bad: str) -> Check:
    """A check whose reason is ``good`` or ``bad``, whichever way it went."""
    return Check(name=name, passed=passed, measured=measured, bound=bound, reason=good if passed else bad)
