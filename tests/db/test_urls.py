import stat
from pathlib import Path

import pytest

from db.urls import database_url, prepare_file
from segue.base.errors import DataError


@pytest.mark.parametrize(
    "given",
    [
        "postgres://ana:pw@host/name",
        "postgresql://ana:pw@host/name",
        "postgresql+psycopg://ana:pw@host/name",
        "postgresql+psycopg2://ana:pw@host/name",
    ],
)
def test_every_postgres_spelling_becomes_the_driver_we_have(given: str) -> None:
    url = database_url(given)
    assert url.render_as_string(hide_password=False) == "postgresql+psycopg://ana:pw@host/name"


@pytest.mark.parametrize("given", ["sqlite:///some/file.db", "sqlite+pysqlite:///some/file.db"])
def test_a_sqlite_file_is_taken_as_it_stands(given: str) -> None:
    url = database_url(given)
    assert (url.drivername, url.database) == ("sqlite+pysqlite", "some/file.db")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "hunter2",
        "hunter2://",
        "mysql://ana:hunter2@host/name",
        "postgresql://ana:hunter2@host:port/name",
        "postgresql://ana:hunter2@host/name?hunter2=1",
        "sqlite://",
        "sqlite://hunter2/file.db",
        "sqlite:///:memory:",
        "sqlite:///file:hunter2?mode=memory&uri=true",
    ],
)
def test_an_unusable_url_is_refused_without_repeating_it(given: str) -> None:
    with pytest.raises(DataError, match="DATABASE_URL") as refusal:
        database_url(given)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "segue.sqlite3"
    prepare_file(database_url(f"sqlite:///{path}"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        prepare_file(database_url(f"sqlite:///{tmp_path}/typo/segue.sqlite3"))
    assert not (tmp_path / "typo").exists()


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "segue.sqlite3").mkdir()
    with pytest.raises(DataError, match=r"segue\.sqlite3 can't be written"):
        prepare_file(database_url(f"sqlite:///{tmp_path}/segue.sqlite3"))
