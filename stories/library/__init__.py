"""Library: what a family does with its stories: find them, go on with them, keep and share them, take them along, have them forgotten."""
