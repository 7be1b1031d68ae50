import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, field_validator

from segue.accounts.usernames import check_username, username_key
from segue.base.errors import Unprocessable


@pytest.mark.parametrize("name", ["ana", "Ana María", "Јована", "音楽が好き", "x" * 50, "🎸🎸🎸", "<script>"])
def test_a_visible_name_of_3_to_50_code_points_is_allowed_as_it_stands(name: str) -> None:
    assert check_username(name) == name


@pytest.mark.parametrize("name", ["", "ab", "x" * 51])
def test_a_name_of_another_length_is_refused(name: str) -> None:
    with pytest.raises(Unprocessable, match="3 to 50"):
        check_username(name)


@pytest.mark.parametrize(
    "character",
    [
        *("\0", "\n", "\x1b", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2028", "\ufeff", "\ud800", "\ue000"),
        *("\u00a0", "\u1680", "\u115f", "\u2800", "\u3164", "\ufe0f", "\U000e0041", "\U000e0100"),
    ],
)
def test_control_and_invisible_characters_are_refused(character: str) -> None:
    with pytest.raises(Unprocessable, match="invisible"):
        check_username(f"ana{character}bel")


@pytest.mark.parametrize("name", [" ana", "ana "])
def test_a_space_at_an_end_is_refused(name: str) -> None:
    with pytest.raises(Unprocessable, match="space"):
        check_username(name)


def test_the_refusal_reads_the_same_from_a_pydantic_model() -> None:
    class Body(BaseModel):
        username: str
        _check = field_validator("username")(check_username)

    with pytest.raises(ValidationError, match="3 to 50") as refusal:
        Body(username="ab")
    assert refusal.value.errors()[0]["loc"] == ("username",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "aNA"),
        ("\uff21\uff4e\uff41", "ana"),
        ("Jose\u0301", "JOS\u00c9"),
        ("Straße", "STRASSE"),
        ("ﬁona", "Fiona"),
        ("Σίσυφος", "σίσυφοσ"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


def test_an_accent_makes_another_name() -> None:
    assert username_key("jose") != username_key("josé")


@given(st.text(max_size=50))
def test_a_key_is_its_own_key_and_that_of_every_normal_form(name: str) -> None:
    key = username_key(name)
    assert username_key(key) == key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert username_key(unicodedata.normalize(form, name)) == key
