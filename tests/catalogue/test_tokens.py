import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.catalogue.tokens import LONGEST_TOKEN, closed_up, tokens


def test_words_are_folded_and_in_order() -> None:
    assert tokens("Ne Me Quitte Pas, Ne") == ["ne", "me", "quitte", "pas", "ne"]


def test_scripts_without_spaces_give_a_token_per_character() -> None:
    assert tokens("米津玄師 Lemon") == ["米", "津", "玄", "師", "lemon"]
    assert tokens("방탄 소년단") == ["방탄", "소년단"]


@pytest.mark.parametrize(
    ("text", "found"), [("!!! live", ["live", "!!!"]), ("?", ["?"]), ("a - b", ["a", "b"])]
)
def test_signs_that_stand_alone_are_words(text: str, found: list[str]) -> None:
    assert tokens(text) == found


@given(st.text("aZ9 "))
def test_plain_text_is_cut_as_any_other(text: str) -> None:
    assert tokens(text) == tokens(text + " é")[:-1] if text.strip() else tokens(text) == []


@pytest.mark.parametrize(("text", "found"), [("AC/DC", "acdc"), ("Jay-Z", "jayz"), ("N*E*R*D", "nerd")])
def test_compounds_are_also_found_closed_up(text: str, found: str) -> None:
    assert closed_up(text) == [found]
    assert closed_up("AC - DC", "plain") == []


@given(st.text())
def test_tokens_are_short_and_hold_no_space_or_control(text: str) -> None:
    for token in tokens(text) + closed_up(text):
        assert 0 < len(token) <= LONGEST_TOKEN
        assert not any(char.isspace() or ord(char) < 32 for char in token)
