import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from stories.models import Child, Series, Story
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


def books(answer) -> list[str]:
    return [found["data-book"] or "" for _, found in Page(answer).tags if "data-book" in found]


def has(answer, name: str) -> list[dict]:
    return [found for _, found in Page(answer).tags if name in found]


def test_words_stay_where_they_were_typed_and_find_their_story(alice):
    wanted, _ = alice.asks(text=f"{Story.CHILD}笑了。", names={Story.CHILD: "美美"}), alice.asks(text="别的。")
    answer = alice.browser.get(SHELF, {"words": " 美美笑了 "})
    assert books(answer) == [str(wanted.pk)] and Page(answer).values["words"] == ["美美笑了"]


def test_nothing_found_is_said_kindly_with_a_way_back(alice):
    alice.asks(text="从前。")
    answer = alice.browser.get(SHELF, {"words": "<b>%_"})
    assert books(answer) == [] and has(answer, "data-nothing") and Page(answer).values["words"] == ["<b>%_"]
    assert Page(answer).not_ours == [] and any(found.get("href") == SHELF for found in has(answer, "data-whole-shelf"))


def test_the_fold_of_picks_is_open_only_where_something_is_picked(alice):
    alice.asks()
    for question, is_open in (({}, False), ({"words": "x"}, False), ({"dynasty": "song"}, True), ({"dynasty": "tang"}, False)):
        (fold,) = has(alice.browser.get(SHELF, question), "data-picks")
        assert ("open" in fold) == is_open, question


def test_older_pages_keep_what_was_picked(alice):
    stories = {str(alice.asks(text="有山").pk) for _ in range(30)}
    first = alice.browser.get(SHELF, {"words": "山", "dynasty": "song"})
    (older,) = has(first, "data-older")
    assert "dynasty=song" in older["href"]
    second = alice.browser.get(SHELF + older["href"])
    assert len(books(first)) == 24 and {*books(first), *books(second)} == stories and has(second, "data-newer")


def test_a_favourite_is_set_by_value_and_the_button_says_so(alice):
    story = alice.asks()
    for value, pressed in (("on", "true"), ("on", "true"), ("off", "false"), ("nonsense", "false")):
        answer = alice.browser.post(f"/stories/{story.pk}/favourite", {"favourite": value, "next": f"{SHELF}?words=x"})
        assert answer["Location"] == f"{SHELF}?words=x#star-{story.pk}"
        (star,) = has(alice.browser.get(SHELF), "data-star")
        assert star["aria-pressed"] == pressed and star["value"] == ("off" if pressed == "true" else "on")


@pytest.mark.parametrize("said", ["https://evil.example/stories/", "//evil.example", "/admin/", "", "/stories/../\\evil", "javascript:x"])
def test_the_way_back_leads_to_no_other_house(alice, said):
    story = alice.asks()
    there = alice.browser.post(f"/stories/{story.pk}/favourite", {"favourite": "on", "next": said})["Location"]
    assert there.startswith(SHELF)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("redis")
def test_a_story_is_taken_off_and_put_back(alice):
    story, other = alice.asks(title="云上的桥"), alice.asks()
    assert alice.browser.post(f"/stories/{story.pk}/remove")["Location"] == f"{SHELF}#taken-off"
    for _ in range(2):  # a reload changes nothing
        answer = alice.browser.get(SHELF)
        (fold,) = has(answer, "data-off")
        assert books(answer) == [str(other.pk)] and "open" in fold and f'action="/stories/{story.pk}/restore"' in answer.content.decode()
    assert alice.browser.get(f"/stories/{story.pk}/").status_code == 404
    assert alice.browser.post(f"/stories/{story.pk}/restore")["Location"] == f"{SHELF}#book-{story.pk}"
    assert set(books(alice.browser.get(SHELF))) == {str(story.pk), str(other.pk)} and not has(alice.browser.get(SHELF), "data-off")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("redis")
@pytest.mark.parametrize("what", ["favourite", "remove", "restore"])
def test_nobody_else_does_any_of_it(alice, bob, what):
    story = alice.asks()
    Story.objects.filter(pk=story.pk).update(removed=timezone.now() if what == "restore" else None)
    before = Story.objects.filter(pk=story.pk).values().get()
    for browser in (bob.browser, Client()):
        answers = [browser.post(f"/stories/{pk}/{what}", {"favourite": "on"}) for pk in (story.pk, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert Story.objects.filter(pk=story.pk).values().get() == before


def test_a_chapter_says_which_it_is(alice):
    series = Series.objects.create(visitor=alice.visitor)
    alice.asks(series=series, chapter=3)
    alice.asks()
    answer = alice.browser.get(SHELF, headers={"accept-language": "en"})
    assert Page(answer).html.count("book-chapter") == 1 and "Chapter 3" in Page(answer).words


def test_every_way_of_looking_stays_under_ten_questions(alice, django_assert_max_num_queries):
    child, series = Child.objects.create(visitor=alice.visitor, nickname="Mei"), Series.objects.create(visitor=alice.visitor)
    for number in range(30):
        story = alice.asks(text="有山", favourite=True, series=series, chapter=number + 1, names={Story.CHILD: "Mei"})
        story.listeners.add(child)
    Story.objects.filter(pk__in=[story.pk for story in Story.objects.all()[:3]]).update(removed=timezone.now())
    (older,) = has(alice.browser.get(SHELF), "data-older")
    picked = {"words": "山", "child": child.pk, "dynasty": "song", "power": "laser", "series": series.pk, "favourites": "on"}
    for question in ("", "?" + urlencode(picked), older["href"], (older["href"] or "").replace("older", "newer")):
        with django_assert_max_num_queries(9):
            assert books(alice.browser.get(SHELF + (question or "")))


def test_signed_in_it_stays_under_ten_questions_too(alice, django_user_model, django_assert_max_num_queries):
    alice.asks(text="有山", names={Story.CHILD: "Mei"})
    account = django_user_model.objects.create_user("alice", visitor=alice.visitor)
    alice.browser.force_login(account, "django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(9):
        assert alice.browser.get(SHELF, {"words": "山", "dynasty": "song"}).status_code == 200
