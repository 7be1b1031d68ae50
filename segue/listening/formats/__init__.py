"""Formats of listening logs: which column of a table means what."""
