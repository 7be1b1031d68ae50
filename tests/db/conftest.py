import pytest


@pytest.fixture
def postgres_url(new_postgres_url: str) -> str:
    """A database of its own for each test: here tables are altered, taken back and made again."""
    return new_postgres_url
