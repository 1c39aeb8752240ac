from stories.library import leave
from stories.management.commands.sweep import HOURLY


def test_what_was_kept_long_enough_goes_every_hour():
    assert leave.delete_what_is_old in HOURLY
