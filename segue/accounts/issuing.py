"""Which tokens a session gets, and for how long they are good."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from segue.accounts.sessions import Session
from segue.accounts.tokens import ACCESS, REFRESH, Claims, Tokens


@dataclass(frozen=True)
class Terms:
    """What a client gets that signs in.

    Attributes:
        access: for how long an access token is good.
        session: for how long the session is, from the sign-in or its last refresh.
        refreshable: whether a refresh token comes with each access token.
    """

    access: timedelta
    session: timedelta
    refreshable: bool


@dataclass(frozen=True)
class Issued:
    """Tokens as a client gets them.

    Attributes:
        access_token: for the header of requests.
        expires_in: whole seconds the access token is good for.
        refresh_token: for the next ones; ``None`` where the session can't be refreshed.
    """

    access_token: str
    expires_in: int
    refresh_token: str | None


class SessionTokens:
    """Signs and verifies the tokens of sessions.

    Args:
        keys: the first signs, all verify.
        plain: the terms of a client that does not ask for a refresh token.
        app: the terms of one that does.
        clock: the time now, with a timezone.
    """

    def __init__(
        self, keys: Sequence[str], *, plain: Terms, app: Terms, clock: Callable[[], datetime]
    ) -> None:
        self.plain, self.app = plain, app
        self._access = Tokens(keys, clock=clock, purpose=ACCESS)
        self._refresh = Tokens(keys, clock=clock, purpose=REFRESH)

    def terms(self, *, refreshable: bool) -> Terms:
        """What a client gets that asks for a refresh token, or does not."""
        return self.app if refreshable else self.plain

    def issue(self, session: Session, terms: Terms, now: datetime) -> Issued:
        """New tokens of a session. An access token never outlives it."""
        until = min(now + terms.access, session.expires_at)
        return Issued(
            access_token=self._access.sign(session.claims, until=until),
            expires_in=int((until - now).total_seconds()),
            refresh_token=self._refresh.sign(session.claims, until=session.expires_at)
            if terms.refreshable
            else None,
        )

    def verify(self, access_token: str) -> Claims:
        """What an access token says; see :meth:`Tokens.verify`."""
        return self._access.verify(access_token)

    def verify_refresh(self, refresh_token: str) -> Claims:
        """What a refresh token says; see :meth:`Tokens.verify`."""
        return self._refresh.verify(refresh_token)
