import uuid

from stories.delivery import log
from stories.telling.gate import known_good


async def test_what_is_appended_stands_in_order(redis):
    story = uuid.uuid4()
    assert await log.open_log(story, 1, known_good("")) == ""
    assert await log.append(story, 1, 0, known_good("从前")) is log.Append.DONE
    assert await log.append(story, 1, 6, known_good("有座山")) is log.Append.DONE
    fresh = await log.since(story, 6)
    assert fresh == log.Fresh(15, "有座山", "telling")
