import re
from pathlib import Path

from segue.training.report.report import make_report
from tests.training.report.world import material

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "report.md").read_text()


def test_every_picture_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `(report-\w+)` \|", PAGE, re.MULTILINE))
    assert {f"{name}.png" for name in explained} == set(make_report(material())) - {"report.html"}
