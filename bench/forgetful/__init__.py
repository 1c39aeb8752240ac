"""The house that keeps no sentence in the database before the story's end: what its checkpoints cost is the difference."""
