"""Write the next migration from the difference between ``db/tables.py`` and the steps so far.

``python -m db.revise "add listens"`` leaves a file in ``db/migrations/versions`` to read, mend and commit.
"""

import argparse
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from db.database import Database
from db.migrate import MIGRATIONS, alembic_config, migrate


def main() -> None:
    """Build today's schema in a scratch database, compare, write the file."""
    parser = argparse.ArgumentParser(prog="python -m db.revise", description=__doc__)
    parser.add_argument("what", help="what the step does, in a few words")
    what = parser.parse_args().what
    number = len(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        migrate(database)
        with database.transaction(write=True) as connection:
            command.revision(alembic_config(connection), what, autogenerate=True, rev_id=f"{number:04}")
        database.close()


if __name__ == "__main__":
    main()
