"""`make bench`: says what there is to measure, and measures what needs no dataset."""

from benchmarks import catalogue_search

print(__doc__)
print("also: python -m benchmarks.served_quality LOG, see benchmarks/README.md\n")
catalogue_search.main()
