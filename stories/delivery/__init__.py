"""Delivery: the live copy of a story, which readers follow from any place. Knows no other room."""
