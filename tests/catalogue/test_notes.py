import time

import pytest

from segue.catalogue.notes import is_version_note, without_guests, without_version


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Umbrella (feat. JAY-Z)", "Umbrella"),
        ("Umbrella [Feat JAY-Z]", "Umbrella"),
        ("Umbrella ft. JAY-Z", "Umbrella"),
        ("Umbrella featuring JAY-Z", "Umbrella"),
        ("Umbrella - feat. JAY-Z", "Umbrella"),
        ("Umbrella (w/ JAY-Z)", "Umbrella"),
        (r"Umbrella (w\/ JAY-Z)", "Umbrella"),
        ("Umbrella feat. JAY-Z - Radio Edit", "Umbrella - Radio Edit"),
        ("Umbrella feat. JAY-Z (Radio Edit)", "Umbrella (Radio Edit)"),
        ("Umbrella feat. A feat. B", "Umbrella"),
        ("Umbrella\uff08feat. JAY-Z\uff09", "Umbrella"),
        ("Little Feat", "Little Feat"),
        ("50 Ft Queenie", "50 Ft Queenie"),
        ("Featherweight", "Featherweight"),
        ("(feat. Nobody)", "(feat. Nobody)"),
    ],
)
def test_guests_are_left_out(written: str, left: str) -> None:
    assert without_guests(written) == left


@pytest.mark.parametrize(
    "note",
    [
        "2011 Remaster",
        "Remastered 2009",
        "Digital Remaster",
        "Mono / Remastered 2002",
        "Live",
        "LIVE 1978",
        "Live at Wembley",
        "Live; Long Beach Arena; '72",
        "Recorded Live in Paris",
        "En Vivo",
        "Ao Vivo no Estúdio",
        "Radio Edit",
        '7" Version',
        "Taylor's Version",
        "Versión Acústica",
        "Japanese Ver.",
        "David Guetta Remix",
        "Remix feat. Somebody",
        "Original Mix",
        "Acoustic",
        "MTV Unplugged",
        "Instrumental",
        "Karaoke Version",
        "Stereo",
        "Demo",
        "Deluxe Edition",
        "Bonus Track",
        "Re-Recorded",
        "A Cappella",
        "Slowed + Reverb",
        "with Dua Lipa",
        "prod. Kaytranada",
        'From "Moana"',
        "From the Film “Armageddon”",
    ],
)
def test_notes_on_the_version_are_known(note: str) -> None:
    assert is_version_note(note)
    assert without_version(f"Some Song ({note})") == "Some Song"
    assert without_version(f"Some Song - {note}") == "Some Song"


@pytest.mark.parametrize(
    "title",
    [
        "Live and Let Die",
        "Remix to Ignition",
        "(I Can't Get No) Satisfaction",
        "Immortal (We Live Forever)",
        "Runnin' (Dying to Live)",
        "Stay (With Me)",
        "Alive",
        "Live",
        "Demo - Part 2",
        "(Remix)",
        "Where Is My Mind? (Part 2)",
        'Theme From "Rocky"',
        "Amsterdam (From Now On)",
    ],
)
def test_titles_that_only_sound_like_notes_are_left_alone(title: str) -> None:
    assert without_version(title) == title


def test_several_notes_and_brackets_within_brackets_go_together() -> None:
    assert without_version("One (Live (2011 Remaster)) - Radio Edit [Mono]") == "One"


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 1024,
        "([" * 512,
        "(" * 512 + ")" * 512,
        " - " * 400,
        "feat. " * 200,
        " feat. x" * 200,
        ";," * 512,
        "(" + "mix-1" * 200 + "!)",
        "(" + "mix" + " 1" * 500 + " x)",
        "a" * 10**6,
        "w/ " * 300,
        " " * 1024,
        "\ud800" * 9,
    ],
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    start = time.process_time()
    without_version(without_guests(hostile))
    assert time.process_time() - start < 0.05
