import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from segue.training.report.drawable import MISSING, drawable, is_drawable, shortened
from segue.training.report.style import house_style, new_figure, png


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Motörhead", "Motörhead"),
        ("שלום", "שלום"),
        ("two\nlines\tand  more", "two lines and more"),
        ("日本 rocks 🎸🎸", f"{MISSING} rocks {MISSING}"),
        ("bell\x07", f"bell{MISSING}"),
        ("turn\u202earound", "turnaround"),
        ("", MISSING),
        ("   ", MISSING),
    ],
)
def test_what_the_font_lacks_becomes_one_sign(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_a_name_can_be_drawn_when_all_of_it_can() -> None:
    assert is_drawable("Björk")
    assert not is_drawable("宇多田ヒカル")
    assert not is_drawable(" ")


def test_long_names_are_cut_at_the_number_of_characters_asked_for() -> None:
    assert shortened("Supercalifragilistic", 6) == "Super…"
    assert shortened("Super", 5) == "Super"


@given(st.text(max_size=60))
def test_any_title_is_drawn_without_a_warning(text: str) -> None:
    figure = Figure()
    figure.text(0, 0, drawable(text), parse_math=False)
    figure.draw_without_rendering()


def test_a_dollar_in_a_title_is_a_dollar() -> None:
    with house_style():
        assert png(new_figure("A$AP and $x_1$ and \\frac", 1)).startswith(b"\x89PNG")
