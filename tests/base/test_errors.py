import pytest

from segue.base import errors

FAMILY = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SegueError)
]


@pytest.mark.parametrize("kind", FAMILY)
def test_an_error_knows_its_status_its_type_and_its_exit_code(kind: type[errors.SegueError]) -> None:
    assert 400 <= kind.status <= 599
    assert kind.type == kind.type.lower().replace(" ", "-")
    assert kind.title[0].isupper()
    assert str(kind("What to do next.")) == "What to do next."
    # 2: the caller can put it right; 3: what is needed is not there; 1: ours
    expected = 2 if issubclass(kind, errors.ClientError) else 3 if kind.status == 503 else 1
    expected = 4 if kind is errors.Busy else expected
    assert kind.exit_code == expected


def test_a_busy_service_says_when_to_come_back() -> None:
    assert errors.Unavailable("Busy.", retry_after_seconds=7).headers == {"Retry-After": "7"}


def test_a_refused_token_names_its_scheme() -> None:
    assert errors.Unauthorized("No.").headers == {"WWW-Authenticate": "Bearer"}


def test_a_value_that_is_not_allowed_may_be_raised_in_a_validator() -> None:
    assert isinstance(errors.Unprocessable("Too short."), ValueError)
