import json
import logging

import click
import pytest

from segue.base.errors import DataError, ReleaseRefused
from segue.cli.console import Bars, run, say, show_figures, show_json, show_table

HOSTILE = "[/] [red]x[/red] \\["


def failing(error: BaseException) -> click.Command:
    @click.command()
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "exit_code", "sentence"),
    [
        (DataError(f"log.csv {HOSTILE} is empty."), 2, f"error: log.csv {HOSTILE} is empty.\n"),
        (ReleaseRefused("It is damaged."), 3, "error: It is damaged.\n"),
        (OSError(28, "No space left on device", "a.pkl"), 3, "error: a.pkl: No space left on device.\n"),
        (KeyboardInterrupt(), 130, "Stopped. Nothing in service was changed.\n"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    exit_code: int,
    sentence: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["main.py"])
    with pytest.raises(SystemExit) as ended:
        run(failing(error))
    assert ended.value.code == exit_code
    assert capsys.readouterr().err.lstrip("\n") == sentence


def test_what_is_logged_is_a_note_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def warn() -> None:
        logging.getLogger("db").warning("database unavailable", extra={"fields": {"cause": "no connection"}})

    monkeypatch.setattr("sys.argv", ["main.py"])
    monkeypatch.setattr(logging.root, "handlers", [])
    with pytest.raises(SystemExit):
        run(warn)
    assert capsys.readouterr().err == "note: database unavailable (no connection)\n"


def test_a_mistake_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["main.py"])
    with pytest.raises(ZeroDivisionError):
        run(failing(ZeroDivisionError()))


def test_text_from_files_is_shown_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars().task(HOSTILE, 1) as task:
        task.note(HOSTILE)
        task.advance()
    say(HOSTILE)
    show_table("columns", ["", ""], [["user", HOSTILE]])
    output, errors = capsys.readouterr()
    assert f"{HOSTILE}\n" in errors
    assert HOSTILE in output


def test_figures_there_is_no_room_for_stand_in_a_further_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "28")
    show_figures("title", ["", "one", "two", "three"], [["recall", "0.1234", "0.2345", "0.3456"]])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 28
    assert [line.strip() for line in lines].count("title") == 1
    assert [line for line in lines if line.startswith("│")] == [
        "│ recall │ 0.1234 │ 0.2345 │",
        "│ recall │ 0.3456 │",
    ]


def test_an_undefined_number_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"ndcg": float("nan"), "nested": [{"low": float("nan"), "high": 0.5}], "title": "Jóga"})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"ndcg": None, "nested": [{"low": None, "high": 0.5}], "title": "Jóga"}
    assert "Jóga" in printed
