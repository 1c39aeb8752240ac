"""Telling: the life of one story, from the claim to its end."""
