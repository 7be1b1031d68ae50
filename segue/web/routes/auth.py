"""Signing up, in and out, for tokens."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from segue.accounts import authentication
from segue.accounts.authentication import WRONG
from segue.accounts.confirmation import INCORRECT
from segue.accounts.guard import REFUSAL as TOO_MANY
from segue.accounts.issuing import Terms
from segue.accounts.passwords import BUSY
from segue.accounts.sessions import Session
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, TooManyRequests, Unauthorized, Unavailable, Unprocessable
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep, DatabaseDep, NowDep, ProcessDep, caller_of
from segue.web.fields import QueryFlag, Text
from segue.web.limits.attempts import AttemptsDep
from segue.web.openapi import EITHER_WAY, SIGNED_IN, problems
from segue.web.process import Process
from segue.web.schemas.accounts import (
    WANTS_SESSION,
    NextToken,
    PasswordChange,
    SignOut,
    SignUp,
    Token,
)

router = APIRouter(prefix="/auth", tags=["accounts"])

_NO_BODY = SignOut()
_REFUSALS = (
    Unprocessable("username: A username has 3 to 50 characters."),
    TooManyRequests(TOO_MANY),
    Unavailable(BUSY),
)


@router.post(
    "/signup",
    status_code=201,
    response_model=Token,
    responses=problems(BadRequest("Username already exists"), *_REFUSALS),
)
async def signup(
    body: SignUp, process: ProcessDep, database: DatabaseDep, attempts: AttemptsDep, now: NowDep
) -> Response:
    """Make an account and sign in to it."""
    terms = process.tokens.terms(refreshable=body.session)
    async with attempts.sign_up(body.username):
        session = await authentication.sign_up(
            database,
            process.passwords,
            body.username,
            body.password,
            lasts=terms.session,
            now=now,
            shortest=process.settings.password_shortest,
        )
    return _answer(process, session, terms, now, 201)


@router.post(
    "/login",
    response_model=Token,
    responses=problems(BadRequest(WRONG), *_REFUSALS),
)
async def login(
    *,
    username: Annotated[Text, Form(examples=["ada"])],
    password: Annotated[Text, Form(examples=["correct horse battery"])],
    session: Annotated[QueryFlag, Form(description=WANTS_SESSION)] = False,
    process: ProcessDep,
    database: DatabaseDep,
    attempts: AttemptsDep,
    now: NowDep,
) -> Response:
    """Sign in, with a form as in OAuth 2's password flow."""
    terms = process.tokens.terms(refreshable=session)
    async with attempts.sign_in(username):
        begun = await authentication.sign_in(
            database, process.passwords, username, password, lasts=terms.session, now=now
        )
    return _answer(process, begun, terms, now)


@router.post("/refresh", response_model=Token, responses=problems(Unauthorized(REFUSAL)))
async def refresh(body: NextToken, process: ProcessDep, database: DatabaseDep, now: NowDep) -> Response:
    """The next access token and the next refresh token; the one that is sent is used up.

    Whoever sends one that was used up before ends the session: it has been copied. For ten seconds after it
    was used, the last one gets the same tokens' equals again, so a lost answer may be asked for once more.
    """
    claims = process.tokens.verify_refresh(body.refresh_token)
    terms = process.tokens.app
    session = await authentication.refresh(database, claims, lasts=terms.session, now=now)
    return _answer(process, session, terms, now)


@router.post(
    "/logout",
    status_code=204,
    response_class=Response,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def logout(
    request: Request, process: ProcessDep, database: DatabaseDep, body: SignOut = _NO_BODY
) -> Response:
    """End this session: its access tokens and its refresh tokens, at once.

    With a refresh token in the body the header is not looked at, so that an app whose access token has run
    out can sign out; a session that has ended already is no mistake then.
    """
    if body.refresh_token is not None:
        await authentication.sign_out(database, process.tokens.verify_refresh(body.refresh_token))
        return Response(status_code=204)
    claims = await caller_of(request, process)
    if claims is None or not await authentication.sign_out(database, claims):
        raise Unauthorized(REFUSAL)
    return Response(status_code=204)


@router.post(
    "/logout-all",
    status_code=204,
    response_class=Response,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def logout_all(account: AccountDep) -> Response:
    """End all sessions of the account that asks, and the invitations it has given."""
    await authentication.sign_out_everywhere(account.database, account.claims, account.now)
    return Response(status_code=204)


@router.post(
    "/password",
    response_model=Token,
    responses=problems(BadRequest(INCORRECT), Unauthorized(REFUSAL), *_REFUSALS[1:]),
    openapi_extra=SIGNED_IN,
)
async def change_password(
    body: PasswordChange, account: AccountDep, attempts: AttemptsDep, process: ProcessDep
) -> Response:
    """Another password; ends all sessions and tokens of the account, and answers with new ones."""
    terms = process.tokens.terms(refreshable=body.session)
    async with attempts.confirm(account.claims.user_id):
        session = await authentication.change_password(
            account.database,
            process.passwords,
            account.claims,
            body.current_password,
            body.new_password,
            lasts=terms.session,
            now=account.now,
            shortest=process.settings.password_shortest,
        )
    return _answer(process, session, terms, account.now)


def _answer(process: Process, session: Session, terms: Terms, now: datetime, status: int = 200) -> Response:
    """New tokens of a session, written down."""
    issued = process.tokens.issue(session, terms, now)
    content: dict[str, Any] = {
        "access_token": issued.access_token,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
    }
    if issued.refresh_token is not None:
        content["refresh_token"] = issued.refresh_token
    return json_answer(content, status)
