from stories.telling import canary


async def test_a_canary_that_never_sang_was_not_heard(redis):
    assert await canary.was_heard() is False


async def test_a_canary_that_sang_is_heard_for_thirty_seconds_and_no_longer(redis):
    await canary.sing()
    assert await canary.was_heard() is True
    assert 29_000 < redis.pttl(canary.KEY) <= 30_000
    redis.pexpire(canary.KEY, 1)
    while redis.exists(canary.KEY):
        pass
    assert await canary.was_heard() is False


async def test_each_song_counts_anew(redis):
    await canary.sing()
    redis.pexpire(canary.KEY, 5000)
    await canary.sing()
    assert redis.pttl(canary.KEY) > 20_000
