from segue.base.quotas import Quota
from segue.web.limits.announced import EXPOSED, quota_headers


def test_a_limit_is_announced_in_plain_numbers_and_in_the_fields_of_the_draft() -> None:
    headers = dict(quota_headers(Quota("account", 60, 60, 12, 48)))
    assert headers == {
        b"ratelimit-limit": b"60",
        b"ratelimit-remaining": b"12",
        b"ratelimit-reset": b"48",
        b"ratelimit-policy": b'"account";q=60;w=60',
        b"ratelimit": b'"account";r=12;t=48',
    }
    assert {name.lower() for name in EXPOSED} == {name.decode() for name in headers}
