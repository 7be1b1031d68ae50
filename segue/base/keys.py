"""Which keys may sign, none that somebody else could know or guess, and keys for other ends made of them."""

import hmac

MINIMUM_BYTES = 32
"""RFC 7518, section 3.2: a key for HS256 is at least as long as the hash."""

DEVELOPMENT_SECRET = "segue-development-secret-not-for-production"  # noqa: S105 - refused in production

PUBLISHED_SECRETS = frozenset(
    {
        DEVELOPMENT_SECRET,
        "change-me-change-me-change-me-change-me",
        "0123456789abcdef0123456789abcdef",
        "a secret for tests, of 32 bytes or more",
        "another secret, just as long as the other one",
        "a secret of the tests, long enough to sign with",
    }
)
"""Values that stand, or stood, in our docs, examples, tests or code; anyone could sign with them."""


NOT_SET = (
    "API_SECRET_KEY is not set. Set it to 32 or more random bytes, for example from `openssl rand -hex 32`, "
    "or set SEGUE_MODE=development to try things out."
)


def check_keys(current: str, former: str) -> None:
    """Refuse keys that are not safe to sign with. Tokens of the former are good too: it is no exception.

    Args:
        current: of ``API_SECRET_KEY``.
        former: of ``API_SECRET_KEY_PREVIOUS``; empty for none.

    Raises :class:`ValueError`, which names the variable and says nothing of its value.
    """
    if not current:
        raise ValueError(NOT_SET)
    _check("API_SECRET_KEY", current)
    if former:
        _check("API_SECRET_KEY_PREVIOUS", former)


def derived(secret: str, label: bytes) -> bytes:
    """A key of 32 bytes for one end, named by ``label``: what it signs means nothing under another label."""
    return hmac.digest(secret.encode(), label, "sha256")


def _check(name: str, key: str) -> None:
    if len(key.encode()) < MINIMUM_BYTES or len(set(key)) == 1:
        raise ValueError(f"{name} is too weak: give it {MINIMUM_BYTES} random bytes.")
    if key.strip() in PUBLISHED_SECRETS:
        raise ValueError(f"{name} is a value from the documentation: anyone could sign with it.")
