"""Accounts."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from segue.accounts import passwords, usernames
from segue.web.fields import Text
from segue.web.schemas.base import Schema


class SignUp(Schema):
    """A new account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "ada", "password": "correct horse battery"}]}
    )

    username: Annotated[
        Text,
        AfterValidator(usernames.check_username),
        Field(
            description="3 to 50 visible characters, in any script.",
            json_schema_extra={"minLength": usernames.SHORTEST, "maxLength": usernames.LONGEST},
        ),
    ]
    password: Annotated[
        Text,
        AfterValidator(passwords.check_password),
        Field(
            description="At least 8 characters, and not the username.",
            json_schema_extra={"minLength": passwords.SHORTEST},
        ),
    ]


class Token(Schema):
    """What the ``Authorization: Bearer …`` header of later requests carries."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"access_token": "eyJhbGciOi…", "token_type": "bearer"}]}
    )

    access_token: str
    token_type: Literal["bearer"]
