import click
import pytest

from main import main
from segue.cli.build import build

VERBS = main.list_commands(click.Context(main))


def command(verb: str) -> click.Command:
    found = main.get_command(click.Context(main), verb)
    assert found is not None
    return found


def with_subcommands(command: click.Command) -> list[click.Command]:
    """The commands a verb stands for: those of a group, or itself."""
    return [*command.commands.values()] if isinstance(command, click.Group) else [command]


COMMANDS = [build, *(each for verb in VERBS for each in with_subcommands(command(verb)))]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_verb_and_every_option_says_what_it_does(command: click.Command) -> None:
    assert command.help is not None
    assert len(command.help.split()) > 15
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_verb_that_ends_can_print_json(command: click.Command) -> None:
    options = {name for option in command.params for name in option.opts}
    assert ("--json" in options) == (command.name != "quickstart")


def test_a_verb_is_called_what_its_module_calls_it() -> None:
    assert [command(verb).name for verb in VERBS] == VERBS


def test_an_unknown_verb_is_none() -> None:
    assert main.get_command(click.Context(main), "nonsense") is None
