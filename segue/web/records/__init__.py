"""What was answered, kept so that it can be answered again: see ``docs/recommending/replay.md``."""
