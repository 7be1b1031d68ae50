"""What stands in deploy/ is understood by systemd and cron, and its command lines by ours."""

import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from main import main
from segue.training.retraining.outcome import EXIT_CODES, Outcome

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ("segue-retrain.service", "segue.service")
UNITS = (*SERVICES, "segue-retrain.timer", "segue.socket")
PROGRAM = "/opt/segue/.venv/bin/"


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return parser


def accepted(words: list[str]) -> click.Context:
    """What our command line makes of words, without doing it."""
    verb = main.get_command(click.Context(main), words[0])
    assert verb is not None
    return verb.make_context(words[0], words[1:])


def retrains(words: list[str]) -> None:
    assert words[0].endswith(".venv/bin/python")
    assert words[1] == "main.py"
    told = accepted(words[2:]).params
    assert told["data"].accounts
    assert told["data"].path is not None
    assert told["log_path"] is not None
    assert told["metrics_path"].suffix == ".prom"


def test_the_service_retrains_from_log_and_accounts() -> None:
    service = unit("segue-retrain.service")["Service"]
    assert service["Type"] == "oneshot"
    retrains(shlex.split(service["ExecStart"]))


def test_a_second_one_is_no_failure_and_a_refusal_is() -> None:
    fine = unit("segue-retrain.service")["Service"]["SuccessExitStatus"].split()
    assert fine == [str(EXIT_CODES[Outcome.BUSY])]


def test_the_timer_starts_the_service_of_its_name_once_a_day() -> None:
    timer = unit("segue-retrain.timer")
    assert "Unit" not in timer["Timer"]
    assert (DEPLOY / "segue-retrain.service").is_file()
    assert timer["Timer"]["OnCalendar"] == "*-*-* 03:30:00"
    assert timer["Timer"]["Persistent"] == "yes"


def test_the_crontab_does_the_same() -> None:
    lines = (DEPLOY / "segue.crontab").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line[:1].isdigit()]
    assert len(jobs) == 1
    *when, command = jobs[0].split(None, 5)
    assert when == ["30", "3", "*", "*", "*"]
    assert "%" not in command  # cron would end the line there
    folder, job = command.removesuffix(" >/dev/null").split(" && ")
    assert folder == "cd /opt/segue"
    retrains(shlex.split(job))


def test_the_api_is_served_as_its_configuration_says() -> None:
    words = shlex.split(unit("segue.service")["Service"]["ExecStart"])
    assert words == [f"{PROGRAM}gunicorn", "-c", "gunicorn.conf.py", "api:app"]
    assert (ROOT / "gunicorn.conf.py").is_file()


def test_the_signing_key_is_given_to_the_api_alone() -> None:
    text = (DEPLOY / "segue-retrain.service").read_text(encoding="utf-8")
    assert "EnvironmentFile=/etc/segue/storage.env" in text
    assert "api.env" not in text


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == "segue"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    for setting in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID", "LockPersonality"):
        assert service[setting] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_has_nothing_to_say_against_them(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for program in ("python", "gunicorn"):  # it wants programs and folders that are there
            text = text.replace(f"{PROGRAM}{program}", sys.executable)
        (tmp_path / name).write_text(text.replace("WorkingDirectory=/opt/segue", "WorkingDirectory=/"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *UNITS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in verified.stderr.splitlines() if "segue" in line]
    assert told == []
    assert verified.returncode == 0, verified.stderr
