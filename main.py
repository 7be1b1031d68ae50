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
        "report": ("report", "Say where the report of a release lies."),
        "repeat": ("repeat", "Train once more what a release says, and compare bit for bit."),
        "evaluate": ("evaluate", "Measure a release on a listening log."),
        "replay": ("replay", "Answer again what an API recorded, and compare byte for byte."),
        "export-model": ("export_model", "Write a release as a pickle for Surprise."),
        "quickstart": ("quickstart", "What `make run` does: sample world, release, API and web page."),
    },
    name="main.py",
    help="Train, index, promote and inspect releases. ARTIFACTS_DIR says where they are.",
)

if __name__ == "__main__":
    run(main)
