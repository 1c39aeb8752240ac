import pytest

from stories.errors import ChoiceError
from stories.library import children
from stories.models import Child, Story
from stories.telling.gate import request as gate

pytestmark = pytest.mark.django_db
WORDS = {"age": "6-8", "likes": "", "avoids": ""}


def add(person, nickname, **known):
    return children.add(person.visitor, {**WORDS, "nickname": nickname, **known})


def test_a_child_is_its_familys(alice, bob):
    mei, tom = add(alice, alice.child), add(bob, bob.child)
    assert children.children_of(alice.visitor) == [mei] and children.children_of(bob.visitor) == [tom]
    assert children.children_of(None) == []


def test_eight_at_most_and_no_two_of_one_name(alice):
    add(alice, "Mei")
    with pytest.raises(ChoiceError) as refused:
        add(alice, "MEI")
    assert refused.value.message == children.TWICE
    for number in range(7):
        add(alice, f"Kind{number}")
    with pytest.raises(ChoiceError) as refused:
        add(alice, "Tom")
    assert refused.value.message == children.FULL and Child.objects.count() == 8


def test_what_is_mended_is_known_and_a_child_keeps_its_own_name(alice):
    mei, tom = add(alice, "Mei"), add(alice, "Tom")
    children.mend(mei, {**WORDS, "nickname": "Mei", "age": "3-5"})
    mei.refresh_from_db()
    assert mei.age == "3-5"
    with pytest.raises(ChoiceError):
        children.mend(tom, {**WORDS, "nickname": "mei"})


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("likes", " 恐龙、 月亮！", "恐龙、 月亮!"),
        ("avoids", "spiders, the dark", "spiders, the dark"),
        ("likes", " , ", ""),
        ("likes", "🦖 dino", "dino"),
        ("likes", "", ""),
    ],
)
def test_what_is_wished_is_kept_as_it_was_typed(field, typed, kept):
    assert children.wish(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("likes", "月亮，杀人", gate.NOT_TONIGHT),
        ("avoids", "月亮，杀人", gate.ALREADY),
        ("likes", "13812345678", gate.PRIVATE),
        ("avoids", "call 020 7946 0958 now", gate.PRIVATE),
        ("likes", "<b>dino</b>", gate.TOO_LONG),
        ("likes", "、".join("龙" * number for number in range(1, 15)), gate.TOO_MANY),
        ("likes", "龙" * 201, gate.TOO_MANY),
    ],
)
def test_what_no_story_can_come_of_is_kindly_refused(field, typed, said):
    with pytest.raises(ChoiceError) as refused:
        children.wish(field, typed)
    assert (refused.value.message, refused.value.field) == (said, field)


def test_who_listened_last_is_known(alice, bob):
    mei, tom, other = add(alice, "Mei"), add(alice, "Tom"), add(bob, "Tom")
    assert children.listened_last(alice.visitor) == [] and children.listened_last(None) == []
    alice.asks(turn=1).listeners.set([mei, tom])
    bob.asks(turn=5).listeners.set([other])
    assert sorted(children.listened_last(alice.visitor)) == [mei.pk, tom.pk]
    alice.asks(turn=2)
    assert children.listened_last(alice.visitor) == []


def test_a_guest_is_whoever_is_none_of_the_family(alice):
    mei = add(alice, "Mei")
    story = alice.asks(names={"\ue000": "Mei", "\ue002": "Ben", Story.HERO: "Kai"})
    story.listeners.set([mei])
    assert children.guest(story) == "Ben"
    assert children.guest(alice.asks(names={"\ue000": "Anna, Ben"})) == "Anna, Ben"
    renamed = alice.asks(names={"\ue000": "Mimi"})
    renamed.listeners.set([mei])
    assert children.guest(renamed) == ""


def test_the_story_is_for_the_youngest(alice):
    assert children.youngest([add(alice, "Mei", age="9-12"), add(alice, "Tom", age="3-5")]) == "3-5"
    assert children.youngest([]) == ""


def test_a_child_that_is_forgotten_leaves_its_stories_behind(alice):
    mei = add(alice, "Mei", likes="恐龙")
    story = alice.asks(names={Story.CHILD: "Mei"})
    story.listeners.set([mei])
    children.forget(mei)
    story.refresh_from_db()
    assert not Child.objects.exists() and story.names == {Story.CHILD: "Mei"} and not story.listeners.exists()
