"""Library: what a family does with the stories that it has: take them along, or have them forgotten."""
