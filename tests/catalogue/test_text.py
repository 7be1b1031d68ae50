import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.catalogue.text import LONGEST, fold, symbols, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Beyoncé", ["beyonce"]),
        ("BEYONCE\u0301", ["beyonce"]),
        ("Sigur Rós", ["sigur", "ros"]),
        ("Mötley Crüe", ["motley", "crue"]),
        ("Łódź", ["lodz"]),
        ("Ænima", ["aenima"]),
        ("Straße", ["strasse"]),
        ("Ὀδυσσεύς", ["οδυσσευσ"]),
        ("Ёлка", ["елка"]),
        ("Don't / Don\u2019t", ["dont", "dont"]),
        ("R.E.M.", ["rem"]),
        ("A$AP Rocky, Ke$ha", ["asap", "rocky", "kesha"]),
        ("$100", ["100"]),
        ("P!nk", ["pink"]),
        ("Wham!", ["wham"]),
        ("Florence + The Machine", ["florence", "and", "the", "machine"]),
        ("Simon&Garfunkel", ["simon", "and", "garfunkel"]),
        ("Prelude in C# minor", ["prelude", "in", "csharp", "minor"]),
        ("\uff26ull\u3000\uff57idth", ["full", "width"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_spellings_fold_to_plain_words(written: str, folded: list[str]) -> None:
    assert words(written) == folded


@pytest.mark.parametrize(
    "written", ["米津玄師", "방탄소년단", "Кино", "فيروز", "हिन्दी", "คาราบาว", "ガンダム"]
)
def test_letters_of_any_script_are_kept(written: str) -> None:
    assert words(written) == [written.casefold()]


def test_marks_that_make_another_letter_are_not_accents() -> None:
    assert words("ばば") != words("はは")
    assert words("कि") != words("का")


def test_a_text_of_signs_has_no_words_but_symbols() -> None:
    assert words("?!?") == []
    assert symbols(" ?!? \0\n") == "?!?"
    assert symbols("\0 \t") == ""


@given(st.text())
def test_folding_twice_changes_no_word(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@given(st.text())
def test_words_hold_nothing_that_separates(text: str) -> None:
    assert all(word and not any(char.isspace() or char in "\0-/.,'" for char in word) for word in words(text))


def test_a_long_text_is_cut() -> None:
    assert len(fold("x" * 10 * LONGEST)) == LONGEST
