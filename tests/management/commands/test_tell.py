import pytest
from django.core.management import CommandError, call_command

from stories.models import Story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(catalogue, settings, capsys):
    settings.STORYTELLER_PACE = 9000

    def tell(*choice: str, **options: str) -> str:
        call_command("tell", *choice, **options)
        return capsys.readouterr().out

    return tell


def test_a_pipe_gets_the_story_and_nothing_else(told):
    assert told("宋", "发射激光", "艰难") == Story.objects.get().text + "\n"


def test_a_seed_tells_its_stories_one_after_another_in_every_house(told):
    evenings = [told("宋", "发射激光", "艰难", seed="2026-11-23") for _ in range(2)]
    Story.objects.all().delete()
    assert [told("宋", "发射激光", "艰难", seed="2026-11-23") for _ in range(2)] == evenings
    assert evenings[0] != evenings[1] != told("宋", "发射激光", "艰难", seed="another")


def test_the_child_is_called_by_name(told):
    assert told("Tang", "Flight", "Bedtime", language="en", child="Mei").count("Mei") >= 2


def test_what_cannot_be_told_is_said_in_one_sentence(told):
    with pytest.raises(CommandError, match="power"):
        told("宋", "<b>", "艰难")


@pytest.mark.parametrize(("language", "said"), [("zh", "拼成"), ("en", "A machine put this story together")])
def test_beside_the_story_it_is_said_how_it_was_made(catalogue, settings, capsys, language, said):
    settings.STORYTELLER_PACE = 9000
    call_command("tell", "Tang", "Flight", "Bedtime", language=language)
    heard = capsys.readouterr()
    assert said in heard.err and said not in heard.out
