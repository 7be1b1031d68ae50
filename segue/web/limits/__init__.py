"""Limits: on requests, on requests at once, and on attempts to sign in."""
