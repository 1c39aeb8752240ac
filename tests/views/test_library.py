from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stories.models import Story
from tests.views.markup import Page

pytestmark = pytest.mark.django_db
SHELF = "/stories/"


def test_a_family_finds_its_stories_the_newest_first(alice):
    stories = [alice.asks(title=f"第{number}个故事") for number in "一二三"]
    for days, story in enumerate(reversed(stories)):
        Story.objects.filter(pk=story.pk).update(created=timezone.now() - timedelta(days=days))
    answer = alice.browser.get(SHELF)
    html = answer.content.decode()
    assert answer.status_code == 200
    places = [html.index(f"第{number}个故事") for number in "三二一"]
    assert places == sorted(places)
    assert all(f'href="/stories/{story.pk}/"' in html for story in stories)


def test_the_first_line_is_shown_with_the_name_put_in(alice):
    alice.asks(text=f"\n{Story.CHILD}，听好了。\n从前有座山。", names={Story.CHILD: alice.child})
    html = alice.browser.get(SHELF).content.decode()
    assert "Mei，听好了。" in html and "从前有座山" not in html
    assert Story.CHILD not in html


def test_a_stranger_sees_nothing_of_it(alice, bob, charlie):
    alice.asks(title="我们的故事")
    for browser in (bob.browser, charlie.browser):
        answer = browser.get(SHELF)
        assert answer.status_code == 200
        assert "我们的故事" not in answer.content.decode()


def test_an_empty_shelf_leads_to_the_first_story(charlie):
    assert any(
        tag == "a" and found.get("href") == "/" and "button" in (found.get("class") or "")
        for tag, found in Page(charlie.browser.get(SHELF)).tags
    )


def test_without_a_cookie_the_shelf_is_empty_and_stays_nobodys(alice):
    alice.asks(title="我们的故事")
    answer = Client().get(SHELF)
    assert answer.status_code == 200
    assert "我们的故事" not in answer.content.decode()
    assert not answer.cookies.get("visitor")


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "trace"])
def test_a_shelf_is_only_looked_at(alice, verb):
    alice.asks()
    assert getattr(alice.browser, verb)(SHELF).status_code == 405
    assert Story.objects.count() == 1


def test_questions_in_the_address_show_nobody_elses_stories(alice, charlie):
    story = alice.asks(title="我们的故事")
    for question in ({"visitor": alice.visitor}, {"q": "<script>alert(1)</script>"}, {"page": "x"}, {"id": str(story.pk)}):
        answer = charlie.browser.get(SHELF, question)
        assert answer.status_code == 200
        assert "我们的故事" not in answer.content.decode() and "alert(1)" not in answer.content.decode()


def test_a_text_that_looks_like_html_does_nothing(alice):
    alice.asks(text="<img src=x onerror=alert(1)>", title="<b>x</b>", power_words="<i>y</i>")
    assert Page(alice.browser.get(SHELF)).not_ours == []


def test_a_long_shelf_does_not_ask_the_database_for_each_story(alice, django_assert_max_num_queries):
    for _ in range(10):
        alice.asks()
    with django_assert_max_num_queries(9):
        alice.browser.get(SHELF)


def test_each_card_says_how_its_story_was_made(alice, teller):
    alice.asks(teller=teller), alice.asks()
    words = Page(alice.browser.get(SHELF, headers={"accept-language": "en"})).words
    assert words.count("A machine put this story together") == 1 and words.count("This story was written by AI") == 1
