from segue.web.limits.buckets import LocalBuckets
from segue.web.limits.rates import Rate

TWO = Rate("address", 2)


def test_every_key_has_a_bucket_of_its_own() -> None:
    buckets = LocalBuckets(lambda: 5.0)
    assert [buckets.spend(TWO, "a").wait_seconds for _ in range(3)] == [0, 0, 30]
    assert buckets.spend(TWO, "b").wait_seconds == 0


def test_so_many_keys_are_remembered_and_no_more() -> None:
    buckets = LocalBuckets(lambda: 5.0, most=3)
    for key in ("a", "a", "b", "c", "a", "d"):  # b has been away longest
        buckets.spend(TWO, key)
    assert buckets.spend(TWO, "a").wait_seconds == 30
    assert list(buckets._full_at) == ["c", "d", "a"]
