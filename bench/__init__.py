"""How fast, how cheap and how exact hundreds of stories are told at once: `make bench`. See README.md beside this file."""
