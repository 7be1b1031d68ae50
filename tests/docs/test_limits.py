import re
from pathlib import Path

from segue.accounts.allowances import AttemptLimits
from segue.web.limits.announced import EXPOSED

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "accounts" / "limits.md").read_text()


def test_the_table_has_the_numbers_of_the_code() -> None:
    rows = re.findall(
        r"^\| (?:failed|sign-ups|accounts made).* \| (\d+) \| .*up to (\d+) minutes? \|", TEXT, re.MULTILINE
    )
    said = [(int(free), 60 * int(minutes)) for free, minutes in rows]
    assert said == [(limit.free, limit.longest_seconds) for limit in vars(AttemptLimits()).values()]


def test_every_header_is_described() -> None:
    assert all(f"`{name}`" in TEXT for name in EXPOSED)
