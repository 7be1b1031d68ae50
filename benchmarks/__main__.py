"""`make bench`: says what there is to measure, and measures what needs no dataset."""

from benchmarks import catalogue_search

print(__doc__)
print("also, with -m: benchmarks.served_quality, .catalogue_health, .published_split, .training_cost")
print("and .scale (an hour);")
print("--help says what each takes, benchmarks/README.md what it found\n")
catalogue_search.main()
