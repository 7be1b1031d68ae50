import logging

import pytest

from segue.base.breakers import Breaker


class Service:
    def __init__(self) -> None:
        self.now = 100.0
        self.breaker = Breaker("redis", pause_seconds=5, clock=lambda: self.now)


def test_a_service_that_answers_is_always_asked() -> None:
    breaker = Service().breaker
    for _ in range(3):
        assert breaker.allows()
        breaker.answered()


def test_after_a_failure_it_is_left_alone_and_then_one_asks() -> None:
    service = Service()
    service.breaker.failed("TimeoutError")
    service.now += 4.9
    assert not service.breaker.allows()
    service.now += 0.1
    assert [service.breaker.allows() for _ in range(3)] == [True, False, False]
    service.breaker.failed("TimeoutError")
    service.now += 5
    assert service.breaker.allows()
    service.breaker.answered()
    assert [service.breaker.allows() for _ in range(3)] == [True, True, True]


def test_one_whose_try_never_ends_does_not_keep_others_from_trying_later() -> None:
    service = Service()
    service.breaker.failed("TimeoutError")
    service.now += 5
    assert service.breaker.allows()
    service.now += 5
    assert service.breaker.allows()


def test_only_changes_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    service = Service()
    with caplog.at_level(logging.INFO, "segue.base.breakers"):
        for _ in range(3):
            service.breaker.failed("TimeoutError")
        for _ in range(3):
            service.breaker.answered()
    assert [record.message for record in caplog.records] == ["service is away", "service is back"]
    assert vars(caplog.records[0])["fields"] == {"service": "redis", "reason": "TimeoutError"}
