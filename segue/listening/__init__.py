"""Listening logs: readers per format, cleaning with a data report, splits, the sample world."""
