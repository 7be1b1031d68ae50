"""Accounts."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from segue.accounts import passwords, usernames
from segue.web.fields import Flag, Text
from segue.web.schemas.base import Schema

WANTS_SESSION = "`true` for an app: a short access token, and a refresh token for the next ones."

_EXAMPLE = "correct horse battery"

NewPassword = Annotated[
    Text,
    AfterValidator(passwords.check_password),
    Field(
        description="At least 8 characters, or as many as the server asks for; none of the most common "
        "passwords, and not the username.",
        json_schema_extra={"minLength": passwords.SHORTEST},
    ),
]
"""A password an account may be given."""

CurrentPassword = Annotated[Text, AfterValidator(passwords.check_hashable)]
"""A password an account may have."""

RefreshToken = Annotated[Text, Field(description="As it was received with the last access token.")]
"""A refresh token, or anything else that is text."""


class SignUp(Schema):
    """A new account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"username": "ada", "password": _EXAMPLE}]})

    username: Annotated[
        Text,
        AfterValidator(usernames.check_username),
        Field(
            description="3 to 50 visible characters, in any script.",
            json_schema_extra={"minLength": usernames.SHORTEST, "maxLength": usernames.LONGEST},
        ),
    ]
    password: NewPassword
    session: Annotated[Flag, Field(description=WANTS_SESSION)] = False


class NextToken(Schema):
    """What the next access token is asked for with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"refresh_token": "eyJhbGciOi…"}]})

    refresh_token: RefreshToken


class SignOut(Schema):
    """Whose session ends, for an app whose access token may have run out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"refresh_token": "eyJhbGciOi…"}]})

    refresh_token: RefreshToken | None = None


class PasswordChange(Schema):
    """Another password."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current_password": _EXAMPLE, "new_password": "a staple of good taste"}]
        }
    )

    current_password: CurrentPassword
    new_password: NewPassword
    session: Annotated[Flag, Field(description=WANTS_SESSION)] = False


class Token(Schema):
    """What the ``Authorization: Bearer …`` header of later requests carries."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"access_token": "eyJhbGciOi…", "token_type": "bearer", "expires_in": 86400},
                {
                    "access_token": "eyJhbGciOi…",
                    "token_type": "bearer",
                    "expires_in": 900,
                    "refresh_token": "eyJhbGciOi…",
                },
            ]
        }
    )

    access_token: str
    token_type: Literal["bearer"]
    expires_in: Annotated[int, Field(description="Seconds the access token is good for.")]
    refresh_token: Annotated[
        str | None, Field(description="For the next tokens; left out unless `session` was asked for.")
    ] = None
