"""Reading: how a story is shown. Names are put in last and move no place."""
