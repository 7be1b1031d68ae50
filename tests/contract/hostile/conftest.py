"""One real server on SQLite and one on Postgres, for all that is sent to them."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from segue.web.app import create_app
from tests.contract.hostile.asking import Stranger
from tests.services.databases import Postgres
from tests.web.conftest import Logged, logging_kept
from tests.web.world import make_settings, serve


@pytest.fixture(scope="session")
def stranger_on_sqlite(
    artifacts: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stranger]:
    file = tmp_path_factory.mktemp("hostile") / "segue.sqlite3"
    shutil.copyfile(sqlite_template, file)
    with ExitStack() as closing:
        with logging_kept():
            client = closing.enter_context(serve(create_app(make_settings(artifacts, f"sqlite:///{file}"))))
        yield Stranger(client, "sqlite")


@pytest.fixture(scope="session")
def stranger_on_postgres(artifacts: Path, postgres: Postgres, postgres_template: str) -> Iterator[Stranger]:
    name = postgres.create(template=postgres_template)
    settings = make_settings(artifacts, postgres.database_url(name))
    with ExitStack() as closing:
        with logging_kept():
            client = closing.enter_context(serve(create_app(settings)))
        yield Stranger(client, "postgres")
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def stranger(request: pytest.FixtureRequest) -> Stranger:
    """On SQLite, then on Postgres."""
    found: Stranger = request.getfixturevalue(f"stranger_on_{request.param}")
    return found


@pytest.fixture(autouse=True)
def no_exception_is_logged(logged: Logged, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither ours, with its traceback, nor the server's own."""
    yield
    records = [*logged.records, *caplog.records]
    assert not [record for record in records if record.exc_info or record.levelno >= logging.ERROR]
