"""What every page of the house keeps, whoever sees it and in whichever language."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client

from stories.models import Hero, Story
from stories.reading.hant import traditional
from tests.views.markup import Page

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = {"zh-CN": "zh-hans", "zh-TW": "zh-hant", "zh-HK": "zh-hant", "en": "en"}
NEVER_SAID = r"\b(errors?|tokens?|models?|workers?|exceptions?|traceback|null|None)\b"
STATIC = re.compile(r"/static/([^\"#]+)")


def choose(alice):
    return alice.browser.get("/")


def refused(alice):
    return alice.browser.post("/stories/", {"power_own": "<b>x</b>", "child": "<Mei>", "hero": "nobody"})


def over_the_cap(alice):
    return alice.browser.post("/stories/", {"surprise": "1"})


def shelf(alice):
    for state in Story.State.values:
        alice.asks(state=state, text="从前。")
    return alice.browser.get("/stories/")


def empty_shelf(alice):
    return alice.browser.get("/stories/")


def reading(state: str):
    def page(alice):
        story = alice.asks(state=state, text="从前。\n有座山。", hero=Hero.objects.get(slug="shen-kuo"), names={Story.CHILD: alice.child})
        return alice.browser.get(f"/stories/{story.pk}/")

    page.__name__ = f"{state}_story"
    return page


def both_languages(alice):
    story = alice.asks(state="finished", text="从前。\n有座山。", names={Story.CHILD: alice.child})
    alice.browser.post(f"/stories/{story.pk}/beside")
    return alice.browser.get(f"/stories/{story.pk}/beside")


def parents(alice):
    alice.asks()
    return alice.browser.get("/parents/")


def not_sure(alice):
    alice.asks()
    return alice.browser.post("/parents/delete")


def forgotten(alice):
    alice.asks()
    return alice.browser.post("/parents/delete", {"sure": "on"})


def not_there(alice):
    return alice.browser.get("/nowhere/")


def wrong_host(alice):
    return alice.browser.get("/", headers={"host": "evil.example"})


def without_its_token(alice):
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": alice.browser.defaults["HTTP_ACCEPT_LANGUAGE"]})
    return strict.post("/stories/", {"surprise": "1"})


def broken(alice):
    def break_down(*asked):
        raise RuntimeError("a bug of ours")

    alice.browser.raise_request_exception = False
    with connection.execute_wrapper(break_down):
        return alice.browser.get("/")


def sign_in(alice):
    return alice.browser.get("/admin/login/")


STATUS = {refused: 422, not_sure: 422, over_the_cap: 429, not_there: 404, wrong_host: 400, without_its_token: 403, broken: 500}
FAMILY = [
    choose,
    refused,
    over_the_cap,
    shelf,
    empty_shelf,
    *map(reading, Story.State.values),
    both_languages,
    parents,
    not_sure,
    forgotten,
    not_there,
    wrong_host,
    without_its_token,
    broken,
]
ALONE = {wrong_host, broken}  # they lean on nothing: no template of another, no language of the request
POLICY = {"default-src": "'self'", "base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'", "form-action": "'self'"}
CUT = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', (settings.BASE_DIR / "static/img/papercut.svg").read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", [*FAMILY, sign_in], ids=lambda page: page.__name__)
@pytest.mark.parametrize("asked", LANGUAGES)
def test_every_page_keeps_what_a_page_of_the_house_keeps(redis, settings, alice, asked, page):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0) if page is over_the_cap else (9, 9, 9)
    alice.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = asked
    answer = page(alice)
    assert answer.status_code == STATUS.get(page, 200)
    runs_and_loads_only_our_own_files(answer)
    names_only_files_and_pictures_that_are_there(answer)
    if page is not sign_in:
        speaks_without_jargon(Page(answer))
    if page not in ALONE:
        assert Page(answer).one("html")["lang"] == LANGUAGES[asked]
        assert answer["X-Frame-Options"] == "DENY"
        assert LANGUAGES[asked] != "zh-hant" or not simplified(Page(answer))


def runs_and_loads_only_our_own_files(answer):
    assert Page(answer).not_ours == []
    assert dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")) == POLICY
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "same-origin")


def names_only_files_and_pictures_that_are_there(answer):
    html = answer.content.decode()
    assert [file for file in set(STATIC.findall(html)) if not finders.find(file)] == []
    assert set(re.findall(r"papercut\.svg#([\w-]+)", html)) <= CUT


def simplified(page: Page) -> str:
    """The letters on it that nobody in Taiwan writes, but for the way to 简体."""
    letters = re.findall(r"[\u3400-\u9fff]", page.words.replace("简体中文", ""))
    return "".join(letter for letter in letters if not letter.encode("cp950", "ignore") and traditional(letter) != letter)


def speaks_without_jargon(page: Page):
    assert not re.search(NEVER_SAID, page.words, re.IGNORECASE)
    assert not re.search("[\ue000-\uf8ff]", page.html)
    if page.one("html")["lang"].lower().startswith("zh"):
        assert re.search(r"[\u4e00-\u9fff]", page.words)
