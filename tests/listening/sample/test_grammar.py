import pytest

from segue.listening.sample.draws import Draws
from segue.listening.sample.grammar import Grammar

BIRDS = ("Wren", "Heron", "Owl")


def test_slots_are_filled_from_their_words() -> None:
    grammar = Grammar(("The {bird} of {place}",), {"bird": ("Wren",), "place": ("Tarn",)}, {})
    assert grammar.name(Draws(1, "names")) == "The Wren of Tarn"


def test_a_slot_that_stands_twice_gets_two_words() -> None:
    draws = Draws(1, "names")
    grammar = Grammar(("{bird} {bird}",), {"bird": BIRDS}, {})
    pairs = [grammar.name(draws).split() for _ in range(50)]
    assert all(first != second for first, second in pairs)


def test_a_scene_prefers_its_own_words_but_keeps_those_of_its_genre() -> None:
    draws = Draws(1, "names")
    grammar = Grammar(("{bird}",), {"bird": BIRDS}, {"bird": ("Raven",)})
    names = [grammar.name(draws) for _ in range(200)]
    assert names.count("Raven") > 90
    assert set(names) == {*BIRDS, "Raven"}


def test_a_template_is_filled_from_the_scene_alone_where_the_genre_has_no_words() -> None:
    assert Grammar(("{bird}",), {}, {"bird": ("Raven",)}).name(Draws(1, "names")) == "Raven"


def test_a_slot_without_words_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        Grammar(("{bird}",), {}, {}).name(Draws(1, "names"))


@pytest.mark.parametrize(
    ("template", "word", "expected"),
    [
        ("{x}s", "Walrus", "Walruses"),
        ("{x}s", "Boombox", "Boomboxes"),
        ("{x}s", "Party", "Parties"),
        ("{x}s", "Holiday", "Holidays"),
        ("{x}s", "Changes", "Changes"),
        ("{x}'s", "Mistress", "Mistress's"),
        ("of {x}", "Karlys", "of Karlys"),
        ("A {x}", "Orchid", "An Orchid"),
        ("A {x}", "Unicorn", "A Unicorn"),
        ("A {x}", "Umbrella", "An Umbrella"),
    ],
)
def test_plurals_and_articles_are_spelt_right(template: str, word: str, expected: str) -> None:
    assert Grammar((template,), {"x": (word,)}, {}).name(Draws(1, "names")) == expected


def test_names_stay_new_when_the_words_run_out() -> None:
    draws = Draws(1, "names")
    taken: set[str] = {"owl"}
    grammar = Grammar(("{bird}",), {"bird": BIRDS}, {})
    names = [grammar.new_name(draws, taken) for _ in range(6)]
    assert len({name.casefold() for name in names}) == 6
    assert "Owl" not in names
