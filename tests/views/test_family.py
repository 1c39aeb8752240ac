import io
import re
import uuid
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from stories import access
from stories.models import Story, Teller
from stories.telling.tellers.first import add_missing
from stories.views import family
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
PARENTS, EXPORT, DELETE = "/parents/", "/parents/export", "/parents/delete"
IN_ENGLISH = {"headers": {"accept-language": "en"}}


def words(person, **more) -> str:
    return " ".join(Page(person.browser.get(PARENTS, **{**IN_ENGLISH, **more})).words.split())


@async_to_sync
async def taken_along(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in answer.streaming_content])))


def export(person) -> zipfile.ZipFile:
    return taken_along(async_to_sync(_get)(person))


async def _get(person):
    browser = AsyncClient()
    browser.cookies = person.browser.cookies
    return await browser.get(EXPORT)


@pytest.mark.parametrize("page", ["/", "/stories/", "/nowhere/", PARENTS])
def test_every_page_leads_to_the_one_for_parents(alice, page):
    assert any(tag == "a" and found.get("href") == PARENTS for tag, found in Page(alice.browser.get(page)).tags)


def test_without_an_endpoint_it_says_that_no_ai_writes_and_nothing_leaves(alice):
    said = words(alice)
    assert "No AI writes here" in said and "Nothing. Every story is told and judged" in said
    assert "only a list of words keeps the gate" in said


@pytest.mark.parametrize(
    ("address", "said", "leaves"),
    [
        ("https://api.deepseek.com/v1", "at a company on the internet. What it is told", True),
        ("http://127.0.0.1:11434/v1", "on the same computer", False),
        ("http://localhost:11434/v1", "on the same computer", False),
        ("http://[::1]:11434/v1", "on the same computer", False),
        ("http://192.168.1.7:8000/v1", "on another computer in the network", True),
        ("http://ollama:11434/v1", "on another computer in the network", True),
        ("http://attic.local:11434/v1", "on another computer in the network", True),
        ("", "at a company on the internet. What it is told", True),
    ],
)
def test_it_says_at_which_kind_of_place_stories_are_told(alice, settings, address, said, leaves):
    Teller.objects.create(name="main", endpoint="main", order=1)
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = address, "sk-of-nobody"
    assert said in words(alice) and "a small program in this house goes on" in words(alice)
    assert ("A name is never told" in words(alice)) == leaves != ("Nothing. Every story" in words(alice))


def test_a_fallback_far_away_is_said_beside_a_teller_at_home(alice, settings):
    for order, endpoint in enumerate(("main", "fallback")):
        Teller.objects.create(name=endpoint, endpoint=endpoint, order=order)
    settings.OPENAI_BASE_URL, settings.STORYTELLER_FALLBACK_BASE_URL = "http://127.0.0.1:1/v1", "https://api.openai.com/v1"
    assert "another AI goes on, at a company on the internet" in words(alice) and "A name is never told" in words(alice)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "only a list of words"),
        ({"OPENAI_API_KEY": "k"}, "whoever tells brings along"),
        ({"OPENAI_API_KEY": "k", "STORYTELLER_MODERATION": "local"}, "only a list of words"),
        ({"STORYTELLER_GUARD_BASE_URL": "http://127.0.0.1:1/v1"}, "a second AI"),
    ],
)
def test_it_says_who_watches(alice, settings, given, said):
    for name, value in given.items():
        setattr(settings, name, value)
    assert said in words(alice)


def test_it_says_for_how_long_and_who_keeps_the_house(alice, settings):
    settings.STORYTELLER_KEEP_DAYS, settings.STORYTELLER_CONTACT = 42, "Aunt Lin, lin@example.org"
    assert "for 42 days" in words(alice) and "Aunt Lin, lin@example.org" in words(alice)


def test_both_languages_are_written(alice):
    for language, said in (("en", "You lend us your child’s ear"), ("zh-CN", "您把孩子的耳朵交给了我们")):
        assert said in Page(alice.browser.get(PARENTS, headers={"accept-language": language})).words


def test_a_stranger_is_offered_nothing_to_delete(charlie):
    page = Page(charlie.browser.get(PARENTS))
    assert DELETE not in page.html and EXPORT not in page.html


def test_a_family_takes_its_own_stories_and_nobody_elses(alice, bob, charlie):
    story = alice.asks(**TOLD, text=f"{Story.CHILD}来了。", names={Story.CHILD: alice.child})
    bob.asks(**TOLD, text="别人的。")
    archive = export(alice)
    assert len(archive.namelist()) == 6 and str(story.pk) in archive.read(archive.namelist()[-1]).decode()
    read_by_people = [name for name in archive.namelist()[1:] if name.endswith(".txt")]
    assert len(read_by_people) == 1 and "Mei来了。" in archive.read(read_by_people[0]).decode()
    nothing = export(charlie)
    assert nothing.namelist() == ["README.txt", "children.json", "series.json"]
    assert [nothing.read(name) for name in nothing.namelist()[1:]] == [b"[]\n"] * 2


def test_what_is_taken_along_is_kept_by_nobody_on_the_way(alice):
    answer = async_to_sync(_get)(alice)
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert re.fullmatch(r'attachment; filename="storyteller-[\d-]+\.zip"', answer["Content-Disposition"])


def test_everything_is_deleted_after_the_tick_and_the_browser_is_a_stranger(alice, bob):
    for _ in range(3):
        alice.asks(text="从前。")
    his = bob.asks()
    answer = alice.browser.post(DELETE, {"sure": "on"}, **IN_ENGLISH)
    assert answer.status_code == 200 and "3 stories were deleted" in " ".join(Page(answer).words.split())
    assert set(Story.objects.all()) == {his}
    assert answer.cookies[access.COOKIE].value == "" and answer.cookies[access.COOKIE]["max-age"] == 0


def test_without_the_tick_nothing_is_deleted(alice):
    alice.asks()
    for fields in ({}, {"sure": ""}, {"sure": "no"}):
        answer = alice.browser.post(DELETE, fields, **IN_ENGLISH)
        assert answer.status_code == 422 and "Nothing was deleted" in Page(answer).words
    assert Story.objects.count() == 1


def test_a_stranger_deletes_nothing(alice, charlie):
    alice.asks()
    for browser in (charlie.browser, Client()):
        assert browser.post(DELETE, {"sure": "on"}).status_code == 200
    assert Story.objects.count() == 1


@pytest.mark.parametrize("what", ["offer", "delete"])
def test_another_familys_story_and_no_story_look_the_same(alice, bob, charlie, what):
    story = alice.asks(**TOLD)
    for browser in (bob.browser, charlie.browser, Client()):
        answers = [browser.post(f"/stories/{pk}/{what}", {"offered": "on"}) for pk in (story.pk, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert not Story.objects.get().offered


@pytest.mark.parametrize("what", [DELETE, "/stories/{}/offer", "/stories/{}/delete"])
def test_another_site_does_nothing_in_a_familys_name_and_looking_does_nothing(alice, what):
    story = alice.asks(**TOLD)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.browser.cookies
    assert strict.post(what.format(story.pk), {"sure": "on", "offered": "on"}).status_code == 403
    for verb in ("get", "head", "put", "patch", "delete"):
        assert getattr(alice.browser, verb)(what.format(story.pk)).status_code == 405
    assert not Story.objects.get().offered


def test_one_story_is_deleted_from_its_own_page_or_from_the_shelf(alice):
    kept, gone = alice.asks(**TOLD), alice.asks(**TOLD)
    for page in (f"/stories/{gone.pk}/", "/stories/"):
        assert f'action="/stories/{gone.pk}/delete"' in alice.browser.get(page).content.decode()
    answer = alice.browser.post(f"/stories/{gone.pk}/delete")
    assert (answer.status_code, answer["Location"]) == (302, "/stories/")
    assert set(Story.objects.all()) == {kept}


def test_the_tick_is_not_set_by_itself_and_can_be_taken_back(alice):
    story = alice.asks(**TOLD, review="published")
    page, ticked = f"/stories/{story.pk}/", []
    for fields in (None, {"offered": "on"}, {}):
        if fields is not None:
            answer = alice.browser.post(f"{page}offer", fields)
            assert (answer.status_code, answer["Location"]) == (302, f"{page}#offer")
        (tick,) = [found for tag, found in Page(alice.browser.get(page)).tags if found.get("name") == "offered"]
        ticked.append(("checked" in tick, Story.objects.published().exists()))
    assert ticked == [(False, False), (True, True), (False, False)]


def test_a_page_that_leans_on_nothing_leads_there_too(alice):
    answer = alice.browser.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400 and f'href="{PARENTS}"' in answer.content.decode()


def test_who_is_asked_second_is_named_though_the_built_in_one_stands_before_it(alice, settings):
    settings.OPENAI_BASE_URL, settings.STORYTELLER_FALLBACK_BASE_URL = "http://127.0.0.1:1/v1", "https://x.example/v1"
    settings.STORYTELLER_MODERATION = "local"
    add_missing()
    assert family._tellers() == ["here", "far", "builtin"]


def test_the_cookie_from_before_goes_too(alice):
    alice.asks()
    gone = alice.browser.post("/parents/delete", {"sure": "on"}).cookies
    assert all(not gone[name].value for name in {access.COOKIE, access.AT_HOME})
