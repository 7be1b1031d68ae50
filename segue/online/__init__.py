"""How what was shown was received: see ``docs/operating/online.md``."""
