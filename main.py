"""Segue's command line: from a listening log to the release in service. `python main.py VERB --help`."""

from segue.cli.console import run
from segue.cli.verbs import Verbs

main = Verbs(
    {
        "retrain": ("retrain", "A log becomes the current release: train, index and promote in one word."),
        "train": ("train", "Train a candidate from a listening log."),
        "tune": ("tune", "Search the settings of a trainer on a listening log."),
        "promote": ("promote", "Make a release current."),
        "rollback": ("rollback", "Make the release current that was so before."),
        "releases": ("releases", "List the releases, or show one."),
        "report": ("report", "Say where the report of a release lies, or how what was shown was received."),
        "repeat": ("repeat", "Train once more what a release says, and compare bit for bit."),
        "evaluate": ("evaluate", "Measure a release on a listening log."),
        "experiment": ("experiment", "Compare a release with the one in service, on listeners."),
        "replay": ("replay", "Answer again what an API recorded, and compare byte for byte."),
        "migrate": ("migrate", "Bring the database of accounts to the schema of this Segue."),
        "backup": ("backup", "Copy the SQLite database of accounts, while it is in use."),
        "restore": ("restore", "Put a backup in the place of the SQLite database of accounts."),
        "user": ("user", "Look after accounts: administrators, passwords, deletions."),
        "export-model": ("export_model", "Write a release as a pickle for Surprise."),
        "quickstart": ("quickstart", "What `make run` does: sample world, release, API and web page."),
    },
    name="main.py",
    help="Train, index, promote and inspect releases. ARTIFACTS_DIR says where they are.",
)

if __name__ == "__main__":
    run(main)
