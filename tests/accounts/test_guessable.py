import pytest

from segue.accounts.guessable import common_passwords, is_common, is_little_more


def test_far_more_than_the_three_thousand_most_common_passwords_are_known() -> None:
    long_enough = [password for password in common_passwords() if len(password) >= 8]
    assert len(long_enough) > 10_000


@pytest.mark.parametrize(
    "password", ["password", "PassWord", "iloveyou", "1q2w3e4r5t", "\uff50ASSWORD", "123456789"]
)
def test_a_common_password_is_known_in_any_case_and_form(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["", "correct horse battery", "password of mine", " password", "пароль-пароль"]
)
def test_what_merely_holds_a_common_password_is_not_one(password: str) -> None:
    assert not is_common(password)


@pytest.mark.parametrize(
    "password", ["segue", "Segue2026", "segue-segue", "!SEGUE!!", "\uff53egue1234", "seguesegue"]
)
def test_a_name_and_a_few_characters_are_little_more_than_the_name(password: str) -> None:
    assert is_little_more(password, "Segue")


@pytest.mark.parametrize("password", ["segue123456", "a segue into jazz", "seg ue", "", "correct horse"])
def test_a_name_within_a_phrase_is_more(password: str) -> None:
    assert not is_little_more(password, "segue")


def test_no_name_is_part_of_no_password() -> None:
    assert not is_little_more("abc", "")
