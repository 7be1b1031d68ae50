"""What administrators send and get."""
