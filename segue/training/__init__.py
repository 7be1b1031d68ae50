"""From a dataset to a candidate: train, evaluate, report."""
