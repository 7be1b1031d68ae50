"""Pure array mathematics, no I/O: trainers, fold-in, exact top-k, metrics, the snapshot."""
