import pytest

from stories.models import Teller

pytestmark = pytest.mark.django_db
LIST = "/admin/stories/teller/"


def test_a_teller_is_switched_off_from_the_list(curator, teller):
    row = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": teller.pk, "form-0-order": 7, "_save": "Save"}
    assert curator.post(LIST, row).status_code == 302
    assert (Teller.objects.get().order, Teller.objects.able().count()) == (7, 0)


def test_no_page_of_a_teller_shows_a_key_or_an_address(curator, teller, settings):
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-very-secret", "http://very-secret.example/v1"
    for page in ("", "add/", f"{teller.pk}/change/"):
        answer = curator.get(LIST + page)
        assert answer.status_code == 200
        assert "very-secret" not in answer.content.decode()
