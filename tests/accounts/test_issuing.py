from datetime import UTC, datetime, timedelta

import pytest

from segue.accounts.issuing import SessionTokens, Terms
from segue.accounts.sessions import Session
from segue.accounts.tokens import Claims, SessionId
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CLAIMS = Claims(AccountId(7), 3, SessionId("c2Vzc2lvbiBvZiBhbmEh-_"), 2)
PLAIN = Terms(access=timedelta(hours=24), session=timedelta(hours=24), refreshable=False)
APP = Terms(access=timedelta(minutes=15), session=timedelta(days=30), refreshable=True)


def tokens(now: datetime = NOON) -> SessionTokens:
    secret = "a secret for tests, of 32 bytes or more"
    return SessionTokens([secret], plain=PLAIN, app=APP, clock=lambda: now)


def test_a_client_that_does_not_ask_gets_one_long_token() -> None:
    assert tokens().terms(refreshable=False) == PLAIN
    issued = tokens().issue(Session(CLAIMS, NOON + PLAIN.session), PLAIN, NOON)
    assert (issued.expires_in, issued.refresh_token) == (24 * 3600, None)
    assert tokens(NOON + timedelta(hours=24, seconds=-1)).verify(issued.access_token)
    with pytest.raises(Unauthorized):
        tokens(NOON + timedelta(hours=24)).verify(issued.access_token)


def test_an_app_gets_a_short_token_and_one_that_lasts_as_long_as_the_session() -> None:
    assert tokens().terms(refreshable=True) == APP
    issued = tokens().issue(Session(CLAIMS, NOON + APP.session), APP, NOON)
    assert issued.expires_in == 15 * 60
    assert issued.refresh_token is not None
    with pytest.raises(Unauthorized):
        tokens(NOON + timedelta(minutes=15)).verify(issued.access_token)
    assert tokens(NOON + timedelta(days=30, seconds=-1)).verify_refresh(issued.refresh_token) == CLAIMS
    with pytest.raises(Unauthorized):
        tokens(NOON + timedelta(days=30)).verify_refresh(issued.refresh_token)


def test_an_access_token_says_nothing_of_generations_and_ends_with_its_session() -> None:
    issued = tokens().issue(Session(CLAIMS, NOON + timedelta(minutes=5, milliseconds=900)), APP, NOON)
    assert issued.expires_in == 5 * 60
    assert tokens().verify(issued.access_token).generation is None


def test_neither_token_stands_in_for_the_other() -> None:
    issued = tokens().issue(Session(CLAIMS, NOON + APP.session), APP, NOON)
    assert issued.refresh_token is not None
    with pytest.raises(Unauthorized):
        tokens().verify(issued.refresh_token)
    with pytest.raises(Unauthorized):
        tokens().verify_refresh(issued.access_token)
