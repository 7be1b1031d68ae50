"""What administrators are given over HTTP, beside the requests of listeners and never in their way."""
