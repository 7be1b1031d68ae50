"""Signing up and signing in, for a token."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from segue.accounts.authentication import sign_in, sign_up
from segue.accounts.users import User
from segue.base.errors import BadRequest, Unavailable, Unprocessable
from segue.web.answers import json_answer
from segue.web.dependencies import DatabaseDep, NowDep, ProcessDep
from segue.web.fields import Text
from segue.web.openapi import problems
from segue.web.process import Process
from segue.web.schemas.accounts import SignUp, Token

router = APIRouter(prefix="/auth", tags=["accounts"])

_REFUSALS = (
    Unprocessable("username: A username has 3 to 50 characters."),
    Unavailable("Too many people are signing in right now. Try again in a few seconds."),
)


@router.post(
    "/signup",
    status_code=201,
    response_model=Token,
    responses=problems(BadRequest("Username already exists"), *_REFUSALS),
)
async def signup(body: SignUp, process: ProcessDep, database: DatabaseDep, now: NowDep) -> Response:
    """Make an account and sign in to it."""
    user = await sign_up(database, process.passwords, body.username, body.password, now)
    return json_answer(_token(process, user), 201)


@router.post(
    "/login",
    response_model=Token,
    responses=problems(BadRequest("Incorrect username or password"), *_REFUSALS),
)
async def login(
    username: Annotated[Text, Form(examples=["ada"])],
    password: Annotated[Text, Form(examples=["correct horse battery"])],
    process: ProcessDep,
    database: DatabaseDep,
) -> Response:
    """Sign in, with a form as in OAuth 2's password flow."""
    user = await sign_in(database, process.passwords, username, password)
    return json_answer(_token(process, user))


def _token(process: Process, user: User) -> dict[str, str]:
    return {"access_token": process.tokens.sign(user.id, user.token_version), "token_type": "bearer"}
