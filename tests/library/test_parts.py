import pytest
from asgiref.sync import sync_to_async

from stories.library import leave, parts
from stories.models import Story

pytestmark = pytest.mark.django_db
END = {"state": "finished", "ending": "told"}


def asked(alice, **more):
    return alice.asks(asks=True, state="finished", ending="asked", text="从前有座山。\n怎么办呢？", **more)


def test_the_parts_of_a_story_are_one_text(alice):
    first = asked(alice)
    one, other = (alice.asks(parent=first, kin="part", text=f"他{word}了。\n天亮了。", **END) for word in ("笑", "坐"))
    assert parts.whole_text(first) == first.text
    assert parts.whole_text(one) == "从前有座山。\n怎么办呢？\n他笑了。\n天亮了。"
    assert parts.whole_text(other).endswith("\n他坐了。\n天亮了。")
    assert set(parts.ids_of_all(one)) == set(parts.ids_of_all(first)) == {first.pk, one.pk, other.pk}


def test_a_story_that_is_one_part_stands_there_to_the_letter(alice):
    """A stop may come right behind a paragraph, and readers have counted its end."""
    assert parts.whole_text(alice.asks(text="\n从前。\n", state="stopped")) == "\n从前。\n"


def test_what_is_told_of_a_part_only_grows(alice):
    first, seen = asked(alice), ""
    for told in ("", "\n", "\n他", "\n他笑了。", "\n他笑了。\n"):
        whole = parts.whole_text(alice.asks(parent=first, kin="part", text=told))
        assert whole.startswith(seen)
        seen = whole


@pytest.mark.parametrize("kin", ["beside", "chapter", "retold", ""])
def test_what_comes_of_a_story_otherwise_is_a_story_of_its_own(alice, kin):
    other = alice.asks(parent=asked(alice), kin=kin, text="另一个。", **END)
    assert parts.whole_text(other) == "另一个。" and parts.ids_of_all(other) == [other.pk]


def test_a_part_outlives_the_first(alice):
    first = asked(alice)
    part = alice.asks(parent=first, kin="part", text="他笑了。", **END)
    first.delete()
    assert parts.whole_text(Story.objects.get(pk=part.pk)) == "他笑了。"


def test_neither_half_of_a_story_is_shown_to_others(alice):
    first = asked(alice, offered=True)
    alice.asks(parent=first, kin="part", text="他笑了。", offered=True, **END)
    whole = alice.asks(text="他笑了。", offered=True, **END)
    assert list(Story.objects.may_be_shown()) == [whole]


@pytest.mark.django_db(transaction=True)
async def test_who_deletes_a_story_deletes_all_its_parts(redis, alice):
    first = await sync_to_async(asked)(alice)
    one, _other = [await sync_to_async(alice.asks)(parent=first, kin="part", text="他笑了。", **END) for _ in "12"]
    rest = await sync_to_async(alice.asks)(parent=first, kin="chapter", text="另一个。", **END)
    await leave.delete(one.pk)
    assert [story.pk async for story in Story.objects.all()] == [rest.pk]
