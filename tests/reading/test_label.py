import json

import pytest
from django.utils import translation

from stories.models import Story, Teller
from stories.reading.label import in_its_language, label, metadata

pytestmark = pytest.mark.django_db


@pytest.fixture
def main(db):
    return Teller.objects.create(name="main", endpoint="main", model="gpt-5-mini", order=1)


def test_what_the_house_put_together_and_what_ai_wrote_are_said_apart(alice, teller, main):
    with translation.override("en"):
        assert label(alice.asks(teller=teller)).startswith("A machine put this story together")
        for by_ai in (main, None):
            assert label(alice.asks(teller=by_ai)).startswith("This story was written by AI")


@pytest.mark.parametrize("ending", ["told", "rescued", "gate"])
def test_an_ending_of_ours_makes_it_no_less_written_by_ai(alice, main, ending):
    story = alice.asks(teller=main, state="finished", ending=ending, language="en")
    assert in_its_language(story).startswith("This story was written by AI")


@pytest.mark.parametrize(("language", "said"), [("zh", "拼成"), ("en", "put this story together")])
def test_a_copy_says_it_in_the_storys_language(alice, teller, language, said):
    with translation.override("en" if language == "zh" else "zh-hans"):
        assert said in in_its_language(alice.asks(teller=teller, language=language))


def test_a_machine_reads_who_made_it_and_which_one_it_is(alice, teller, main):
    for by, producer in ((teller, "Storyteller/builtin"), (main, "Storyteller/gpt-5-mini"), (None, "Storyteller/ai")):
        story = alice.asks(teller=by)
        said = metadata(story)
        found = json.loads(said)
        assert said.isascii() and "\n" not in said
        assert (found["Label"], found["ContentProducer"], found["ProduceID"]) == ("1", producer, str(story.pk))
        assert set(found) == {"Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"}


def test_metadata_names_nobody(alice, teller):
    story = alice.asks(teller=teller, names={Story.CHILD: alice.child}, title=f"{Story.CHILD}的故事")
    assert alice.child not in metadata(story) and alice.visitor not in metadata(story)
