import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from stories.models import Feedback, Story

pytestmark = pytest.mark.django_db
STORIES, LIST = "/admin/stories/story/", "/admin/stories/feedback/"
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def said(person, **said) -> Feedback:
    story = person.asks(
        **TOLD, names={Story.CHILD: "Zhuangzhou"}, title=f"{Story.CHILD}的灯", request_key=f"the key {Story.objects.count()}"
    )
    return Feedback.objects.create(story=story, **said)


def browser_with(django_user_model, *rights: str) -> Client:
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(user)
    return browser


def test_stories_are_found_by_face_and_by_reason(curator, alice):
    sad, dull = said(alice, face=1), said(alice, reason="dull")
    alice.asks(**TOLD)
    for lookup, value, there, away in (("face", "1", sad, dull), ("reason", "dull", dull, sad)):
        html = curator.get(STORIES, {f"feedback__{lookup}__exact": value}).content.decode()
        assert f"{STORIES}{there.story_id}/" in html and f"{STORIES}{away.story_id}/" not in html
        assert there in Feedback.objects.filter(story_id=there.story_id)


def test_a_story_shows_what_its_family_said_with_the_names_left_out(curator, alice):
    given = said(alice, face=1, reason="scary", words=f"{Story.CHILD}怕黑")
    html = curator.get(f"{STORIES}{given.story_id}/change/").content.decode()
    for words in (given.get_face_display(), given.get_reason_display()):
        assert str(words) in html
    assert "〔孩子〕怕黑" in html and Story.CHILD not in html


@pytest.mark.parametrize("page", ["", "{}/change/", "{}/history/"])
def test_no_page_says_whose_it_is(curator, alice, page):
    given = said(alice, face=1, reason="scary", words=f"{Story.CHILD}怕黑")
    html = curator.get(LIST + page.format(given.pk)).content.decode()
    assert alice.visitor not in html and "Zhuangzhou" not in html and given.story.request_key not in html
    assert not re.search("[\ue000-\uf8ff]", html)
    if "history" not in page:
        assert "〔孩子〕怕黑" in html and "〔孩子〕的灯" in html


@pytest.mark.parametrize(
    "lookup", ["story__visitor", "story__visitor__startswith", "story__names__icontains", "story__request_key", "story__text"]
)
@pytest.mark.parametrize("page", [LIST, STORIES])
def test_no_address_answers_questions_about_a_family(curator, alice, page, lookup):
    given = said(alice, face=1)
    lookup = lookup if page == LIST else f"feedback__{lookup}"
    right = {"visitor": alice.visitor, "names": "Zhuangzhou", "request_key": given.story.request_key, "text": given.story.text}[
        lookup.split("story__")[1].split("__")[0]
    ]
    answers = [curator.get(page, {lookup: words}).content.decode() for words in (right, "somebody else")]
    assert len({"〔孩子〕的灯" in html for html in answers}) == 1


def test_it_is_only_looked_at(curator, alice):
    given = said(alice, face=1, words="x")
    for page in ("add/", f"{given.pk}/delete/"):
        assert curator.get(LIST + page).status_code == 403
    assert curator.post(f"{LIST}{given.pk}/change/", {"face": 3, "words": "y"}).status_code == 403
    curator.post(LIST, {"action": "delete_selected", "_selected_action": [given.pk], "post": "yes"})
    assert Feedback.objects.get().words == "x"


@pytest.mark.parametrize(("rights", "status"), [(["view_feedback"], 403), (["view_story"], 403), (["view_feedback", "view_story"], 200)])
def test_who_may_read_no_stories_reads_nothing_of_them(alice, django_user_model, rights, status):
    given, browser = said(alice, face=1), browser_with(django_user_model, *rights)
    assert {browser.get(page).status_code for page in (LIST, f"{LIST}{given.pk}/change/")} == {status}


@pytest.mark.parametrize("page", [LIST, STORIES])
def test_ever_so_many_take_no_more_questions(curator, alice, page, django_assert_max_num_queries):
    for _ in range(30):
        said(alice, face=1, reason="dull", words="x")
    with django_assert_max_num_queries(10):
        assert curator.get(page).status_code == 200
