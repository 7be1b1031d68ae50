"""What serving costs, beside an empty route of the same web framework."""
