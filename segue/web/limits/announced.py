"""How a limit is announced in the headers of an answer."""

from segue.base.quotas import Quota

EXPOSED = ("RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset")
"""Headers a page of another origin may read."""


def quota_headers(quota: Quota) -> list[tuple[bytes, bytes]]:
    """The headers of one limit, twice over.

    Three plain numbers that most clients know, and the two fields of draft-ietf-httpapi-ratelimit-headers-11
    that are to follow them.
    """
    policy = f'"{quota.name}";q={quota.limit};w={quota.window_seconds}'
    left = f'"{quota.name}";r={quota.remaining};t={quota.reset_seconds}'
    return [
        (b"ratelimit-limit", b"%d" % quota.limit),
        (b"ratelimit-remaining", b"%d" % quota.remaining),
        (b"ratelimit-reset", b"%d" % quota.reset_seconds),
        (b"ratelimit-policy", policy.encode("ascii")),
        (b"ratelimit", left.encode("ascii")),
    ]
