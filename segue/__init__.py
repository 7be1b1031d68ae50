"""Segue: a music recommendation backend. The map of the tree is docs/map.md."""
