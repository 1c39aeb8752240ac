"""Catalogue: what may be chosen, and how a parent's words find it. Knows no other room."""
