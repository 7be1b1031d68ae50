"""Releases on disk: write, verify, promote, roll back, open memory-mapped, watch and swap."""
