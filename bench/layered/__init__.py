"""The house with a channel layer for its text: a Django app that, once it is installed, changes how text gets from worker to reader, and nothing else."""
