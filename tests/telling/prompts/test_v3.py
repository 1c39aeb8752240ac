import pytest

from stories.telling import prompts
from stories.telling.prompts import v3
from stories.telling.wishes import Wishes
from tests.telling.prompts.test_v2 import choices


@pytest.mark.django_db
def test_new_stories_are_asked_for_with_what_is_wished(catalogue):
    asked = choices(wishes=Wishes(avoids=("蜘蛛",)))
    assert prompts.build(asked) == v3.build(asked) and "蜘蛛" in prompts.build(asked).user
    assert "蜘蛛" not in prompts.build(asked).short, "what completion models were trained on stays"
