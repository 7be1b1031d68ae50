"""What waits looks at a clock that never jumps."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WALL = re.compile(r"\btime\.time\(|\bdatetime\.(?:utc)?now\(\)")
DATING = {"db/backup.py", "segue/base/logging.py"}
"""Ages of files can only be told by the clock that dates them, and lines of a log are dated."""


def test_nothing_that_serves_asks_the_time_of_day_how_long_it_has_waited() -> None:
    asking = {
        str(path.relative_to(ROOT))
        for part in ("segue/base", "segue/accounts", "segue/web", "segue/releases", "db")
        for path in (ROOT / part).rglob("*.py")
        if WALL.search(path.read_text())
    }
    assert asking <= DATING
