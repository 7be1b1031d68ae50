import secrets
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from segue.base.errors import DataError
from segue.base.keys import DEVELOPMENT_SECRET
from segue.base.settings import Mode, Settings, StorageSettings, read_settings

SECRET = secrets.token_hex(16)
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_production_is_the_default_and_needs_a_secret() -> None:
    with pytest.raises(DataError, match="API_SECRET_KEY is not set"):
        read_settings(Settings)


@pytest.mark.parametrize("name", ["API_SECRET_KEY", "API_SECRET_KEY_PREVIOUS"])
def test_a_published_secret_is_refused_in_production_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("API_SECRET_KEY", SECRET)
    monkeypatch.setenv(name, DEVELOPMENT_SECRET)
    with pytest.raises(DataError, match=f"^{name} is a value from the documentation") as refused:
        read_settings(Settings)
    assert DEVELOPMENT_SECRET not in str(refused.value)


def test_a_secret_of_32_bytes_is_taken_and_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_SECRET_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", "postgresql://ana:hunter2@host/name")
    settings = read_settings(Settings)
    assert settings.signing_secret == SECRET
    assert settings.resolved_database_url == "postgresql://ana:hunter2@host/name"
    assert all(hidden not in repr(settings) for hidden in (SECRET, "hunter2"))


def test_development_asked_for_by_name_signs_with_a_published_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_MODE", "development")
    settings = read_settings(Settings)
    assert settings.signing_secret == DEVELOPMENT_SECRET
    assert settings.shows_docs


def test_the_api_describes_itself_in_development_unless_told_otherwise() -> None:
    shown = {
        (mode, asked): Settings(mode=mode, api_docs=asked, api_secret_key=SecretStr(SECRET)).shows_docs
        for mode in Mode
        for asked in (None, True, False)
    }
    assert shown == {
        (Mode.PRODUCTION, None): False,
        (Mode.PRODUCTION, True): True,
        (Mode.PRODUCTION, False): False,
        (Mode.DEVELOPMENT, None): True,
        (Mode.DEVELOPMENT, True): True,
        (Mode.DEVELOPMENT, False): False,
    }


def test_unusable_values_are_all_named_at_once_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKEN_EXPIRE_HOURS", "verysecret")
    monkeypatch.setenv("LOG_LEVEL", "verysecret")
    with pytest.raises(
        DataError, match=r"TOKEN_EXPIRE_HOURS can't be used: .*; LOG_LEVEL can't be used: "
    ) as refused:
        read_settings(Settings)
    assert "verysecret" not in str(refused.value)


@pytest.mark.parametrize("hours", [0, -1, 24 * 365 + 1, float("nan")])
def test_a_token_lives_some_time_and_not_for_ever(hours: float) -> None:
    with pytest.raises(ValidationError):
        Settings(api_secret_key=SecretStr(SECRET), token_expire_hours=hours)


def test_without_a_database_url_the_file_lies_beside_the_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_DIR", "/srv/segue")
    monkeypatch.setenv("API_SECRET_KEY", SECRET)
    assert read_settings(Settings).resolved_database_url == "sqlite:////srv/segue/segue.sqlite3"


def test_the_command_line_asks_for_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_DIR", "/srv/segue")
    assert read_settings(StorageSettings).artifacts_dir == Path("/srv/segue")


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = Settings(api_secret_key=SecretStr(SECRET))
    with pytest.raises(ValidationError):
        settings.liked_weight = 3.0


@pytest.mark.parametrize("given", [None, ""])
def test_nothing_is_recorded_unless_a_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    monkeypatch.setenv("SEGUE_MODE", "development")
    if given is not None:
        monkeypatch.setenv("RECORD_DIR", given)
    assert read_settings(Settings).record_dir is None
    monkeypatch.setenv("RECORD_DIR", "records")
    assert read_settings(Settings).record_dir == Path("records")
