"""What every layer stands on: settings, errors, logging, ids, strings, progress."""
