import gc

# New containers before a collection of the young ones, and how many of those before one of the older: Python's own are made for scripts.
SELDOM = (10_000, 10, 10)


def collect_seldom() -> None:
    """What is there when a process has started stays, and a collection that walks over all of it holds up hundreds of stories."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
