"""Every setting of a running Segue, read from the environment in one place (see docs/configuration.md)."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from segue.base.errors import DataError
from segue.base.keys import DEVELOPMENT_SECRET, check_keys
from segue.base.words import check_words

_S = TypeVar("_S", bound="StorageSettings")


class Mode(StrEnum):
    """How careful the process is; production unless development is asked for by name."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class StorageSettings(BaseSettings):
    """All that the command line needs: where releases and accounts are kept, and where runs are logged."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    artifacts_dir: Annotated[
        Path,
        Field(alias="ARTIFACTS_DIR", description="The folder of releases."),
    ] = Path("artifacts")
    mlflow_tracking_uri: Annotated[
        SecretStr,
        Field(
            alias="MLFLOW_TRACKING_URI",
            description="MLflow server or database that `tune` and `train` log to; unset: none.",
        ),
    ] = SecretStr("")
    database_url: Annotated[
        SecretStr,
        Field(
            alias="DATABASE_URL",
            description="SQLAlchemy URL of SQLite or Postgres; unset: `segue.sqlite3` beside the releases.",
        ),
    ] = SecretStr("")
    impression_days: Annotated[
        int,
        Field(
            alias="IMPRESSION_DAYS",
            ge=0,
            le=3650,
            description="For how many days it is kept what was shown to whom; 0: nothing is recorded.",
        ),
    ] = 90
    password_shortest: Annotated[
        int,
        Field(
            alias="PASSWORD_SHORTEST",
            ge=8,
            le=128,
            description="Characters a new password has at least; 15 or more are recommended.",
        ),
    ] = 8

    @property
    def resolved_database_url(self) -> str:
        """The SQLAlchemy URL in force."""
        given = self.database_url.get_secret_value()
        return given or f"sqlite:///{self.artifacts_dir / 'segue.sqlite3'}"


class Settings(StorageSettings):
    """The environment, typed. Unknown variables are ignored, unusable values refuse to start."""

    mode: Annotated[
        Mode,
        Field(alias="SEGUE_MODE", description="`production` or `development`."),
    ] = Mode.PRODUCTION
    api_secret_key: Annotated[
        SecretStr,
        Field(
            alias="API_SECRET_KEY",
            description="Signs access tokens; at least 32 bytes. Required in production.",
        ),
    ] = SecretStr("")
    api_secret_key_previous: Annotated[
        SecretStr,
        Field(
            alias="API_SECRET_KEY_PREVIOUS",
            description="The former key, whose tokens stay good; unset: none.",
        ),
    ] = SecretStr("")
    token_expire_hours: Annotated[
        float,
        Field(
            alias="TOKEN_EXPIRE_HOURS",
            gt=0,
            le=24 * 365,
            description="Lifetime of an access token without a refresh token, in hours.",
        ),
    ] = 24
    access_token_minutes: Annotated[
        float,
        Field(
            alias="ACCESS_TOKEN_MINUTES",
            gt=0,
            le=24 * 60,
            description="Lifetime of an access token that comes with a refresh token, in minutes.",
        ),
    ] = 15
    refresh_token_days: Annotated[
        float,
        Field(
            alias="REFRESH_TOKEN_DAYS",
            gt=0,
            le=365,
            description="How long a session lives after it was last refreshed, in days.",
        ),
    ] = 30
    account_requests_per_minute: Annotated[
        int,
        Field(
            alias="ACCOUNT_REQUESTS_PER_MINUTE",
            ge=0,
            le=1_000_000,
            description="Requests an account may make in a minute; 0: any number.",
        ),
    ] = 0
    address_requests_per_minute: Annotated[
        int,
        Field(
            alias="ADDRESS_REQUESTS_PER_MINUTE",
            ge=0,
            le=1_000_000,
            description="Requests without a token an address may make in a minute; 0: any number. "
            "Behind a proxy, set FORWARDED_ALLOW_IPS first.",
        ),
    ] = 0
    requests_at_once: Annotated[
        int,
        Field(
            alias="REQUESTS_AT_ONCE",
            ge=1,
            le=100_000,
            description="Requests a process works on at once; more are refused with 503.",
        ),
    ] = 1000
    forwarded_allow_ips: Annotated[
        str,
        Field(
            alias="FORWARDED_ALLOW_IPS",
            description="Proxies whose forwarded headers are believed, comma-separated; `*` believes "
            "anybody.",
        ),
    ] = ""
    redis_url: Annotated[
        SecretStr,
        Field(
            alias="REDIS_URL",
            description="Redis in which workers share the counts of requests; unset: each counts for itself.",
        ),
    ] = SecretStr("")
    liked_weight: Annotated[
        float,
        Field(
            alias="LIKED_WEIGHT",
            ge=0,
            le=100,
            description="Weight of a like in a listener's vector; a seed weighs 1.",
        ),
    ] = 2.0
    swap_check_seconds: Annotated[
        float,
        Field(
            alias="SWAP_CHECK_SECONDS",
            gt=0,
            le=3600,
            description="How often a worker looks whether `current` has moved, in seconds.",
        ),
    ] = 0.5
    allowed_hosts: Annotated[
        str,
        Field(
            alias="ALLOWED_HOSTS",
            pattern=r"^(\*|(\*\.)?[A-Za-z0-9.-]+(\s*,\s*(\*\.)?[A-Za-z0-9.-]+)*)?$",
            description="Host names requests may be for, comma-separated; `*.example.com` allows subdomains, "
            "`*` allows any.",
        ),
    ] = ""
    cors_origins: Annotated[
        str,
        Field(
            alias="CORS_ORIGINS",
            pattern=r"^(https?://[^\s*,/]+(\s*,\s*https?://[^\s*,/]+)*)?$",
            description="Origins of web pages that may call the API, comma-separated, such as "
            "`https://app.example.com`; empty: none but our own.",
        ),
    ] = ""
    api_docs: Annotated[
        bool | None,
        Field(
            alias="API_DOCS",
            description="Whether `/docs`, `/redoc` and `/openapi.json` answer; unset: in development only.",
        ),
    ] = None
    record_dir: Annotated[
        Path | None,
        BeforeValidator(lambda given: given or None),  # an empty path would be the working folder
        Field(
            alias="RECORD_DIR",
            description="Folder where what is answered is recorded, to be replayed; unset: nothing is.",
        ),
    ] = None
    record_megabytes: Annotated[
        int,
        Field(
            alias="RECORD_MEGABYTES",
            ge=16,
            le=1_000_000,
            description="What `RECORD_DIR` may hold, in megabytes (10⁶ bytes); the oldest is removed first.",
        ),
    ] = 256
    retrain_arguments: Annotated[
        str,
        AfterValidator(check_words),
        Field(
            alias="RETRAIN_ARGUMENTS",
            description="What `main.py retrain` is told when an administrator starts it over HTTP, as in a "
            "shell; unset: nobody can.",
        ),
    ] = ""
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Field(alias="LOG_LEVEL", description="Least level that is logged."),
    ] = "INFO"

    @model_validator(mode="after")
    def _refuse_unsafe_secret(self) -> "Settings":
        if self.mode is Mode.PRODUCTION:
            current, former = self.api_secret_key, self.api_secret_key_previous
            check_keys(current.get_secret_value(), former.get_secret_value())
        return self

    @property
    def signing_secret(self) -> str:
        """The key tokens are signed with; development falls back on a published one."""
        return self.api_secret_key.get_secret_value() or DEVELOPMENT_SECRET

    @property
    def shows_docs(self) -> bool:
        """Whether the API describes itself to whoever asks."""
        return self.mode is Mode.DEVELOPMENT if self.api_docs is None else self.api_docs


def _said(problem: ErrorDetails) -> str:
    """What is wrong with one variable, in words: a regular expression is not shown."""
    if problem["type"] != "string_pattern_mismatch":
        return problem["msg"]
    meanings = {field.alias: field.description for field in Settings.model_fields.values()}
    return f"it should be: {(meanings.get(str(problem['loc'][0])) or '').rstrip('.')}"


def read_settings(kind: type[_S]) -> _S:
    """Read the environment.

    Raises :class:`DataError` naming each variable that can't be used, never its value.
    """
    try:
        return kind()
    except ValidationError as error:
        reasons = []
        for problem in error.errors(include_input=False, include_url=False, include_context=False):
            name = ".".join(str(part) for part in problem["loc"])
            reasons.append(f"{name} can't be used: {_said(problem)}" if name else problem["msg"].rstrip("."))
        raise DataError("; ".join(reasons).replace("Value error, ", "") + ".") from None
