"""`make bench`: says what there is to measure, and measures what needs no dataset."""

from benchmarks import catalogue_search

print(__doc__)
print("also, with -m, of a release: benchmarks.catalogue_health, .two_tastes, .distant_pairs, .top_reasons")
print("and .smooth_queues; of a log: .served_quality, .next_songs, .onboarding, .published_split and")
print(".training_cost; of the sample world: .listener_weights, .simulated_month (half an hour)")
print("and then .signal_weights; and .scale (an hour);")
print("--help says what each takes, benchmarks/README.md what it found\n")
catalogue_search.main()
