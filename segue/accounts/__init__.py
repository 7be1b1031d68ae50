"""People: accounts, passwords, tokens, seeds, likes."""
