"""Says what there is to measure."""

print(__doc__)
print("`make bench` measures serving: benchmarks.serving. Others, each with -m:")
print("of the sample world: benchmarks.catalogue_search; of a release: .catalogue_health, .two_tastes,")
print(".distant_pairs, .top_reasons and .smooth_queues; of a log: .served_quality, .next_songs, .onboarding,")
print(
    ".published_split and .training_cost; of the sample world too: .listener_weights, .simulated_month (half"
)
print("an hour) and then .signal_weights; and .scale (an hour);")
print("--help says what each takes, benchmarks/README.md what it found")
