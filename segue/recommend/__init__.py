"""Pure domain over a snapshot: listener, candidates, cold start, shelves, up next, diversity."""
