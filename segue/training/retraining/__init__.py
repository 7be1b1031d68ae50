"""A retraining as it is watched: its stages, how it ended, and what tells of it."""
