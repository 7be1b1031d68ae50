"""From a trained candidate to a release with its vector index. `python build_vector_db.py --help`."""

from segue.cli.build import build
from segue.cli.console import run

if __name__ == "__main__":
    run(build)
