"""A link shows one story for a while, to whoever has it; and nothing else of its family."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stories.library import shares
from stories.models import Share, Story
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
NEVER = "never-was-such-a-thing"
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
NAMES = {Story.CHILD: "Mei", Story.HERO: "Kai", "\ue002": "Lin"}


@pytest.fixture
def story(alice):
    return alice.asks(**TOLD, names=NAMES, title=f"{Story.CHILD}的桥", text=f"{Story.CHILD}和\ue002飞了。{Story.HERO}笑了。")


def share(person, story, **fields) -> Share | None:
    person.browser.post(f"/stories/{story.pk}/share", {"days": "7", **fields})
    return Share.objects.order_by("pk").last()


def seen(share: Share, language: str = "zh-CN"):
    return Client(headers={"accept-language": language}).get(f"/shared/{share.token}/")


@pytest.mark.parametrize(("days", "lasts"), [("1", 1), ("7", 7), ("30", 30)])
def test_a_link_lasts_as_long_as_was_asked(alice, story, days, lasts):
    made = share(alice, story, days=days)
    assert abs(made.until - timezone.now() - timedelta(days=lasts)) < timedelta(minutes=1) and len(made.token) >= 22


@pytest.mark.parametrize("days", ["", "0", "31", "-1", "x", "7.0"])
def test_no_other_time_can_be_asked_for(alice, story, days):
    assert share(alice, story, days=days) is None


def test_without_the_tick_no_name_is_on_the_page(alice, story):
    page = seen(share(alice, story)).content.decode()
    assert "小朋友和小伙伴飞了。大英雄笑了。" in page and "<title>小朋友的桥</title>" in page
    assert not [name for name in NAMES.values() if name in page] and not re.search("[\ue000-\uf8ff]", page)


def test_with_it_they_are(alice, story):
    assert "Mei和Lin飞了。Kai笑了。" in seen(share(alice, story, names="on")).content.decode()


def test_the_page_speaks_the_language_of_its_story_whatever_the_reader_speaks(alice, story):
    chinese, other = share(alice, story), alice.asks(**TOLD, language="en", names=NAMES, text=f"{Story.CHILD} flew.")
    english = share(alice, other)
    assert '<html lang="zh-Hans">' in seen(chinese, "en").content.decode() and seen(chinese, "en")["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hant">' in seen(chinese, "zh-TW").content.decode()
    page = seen(english, "zh-CN").content.decode()
    assert '<html lang="en">' in page and "Little One flew." in page and "What is this?" in page


def test_it_leads_nowhere_but_to_the_start_and_nobody_keeps_or_finds_it(alice, story):
    other = alice.asks(**TOLD, title="另一个", text="别的。")
    answer = seen(share(alice, story))
    page = Page(answer)
    assert [found["href"] for tag, found in page.tags if tag == "a"] == ["/"] and not [
        tag for tag, _ in page.tags if tag in ("form", "script")
    ]
    assert (
        str(story.pk) not in page.html.replace(found_label(page.html), "")
        and str(other.pk) not in page.html
        and alice.visitor not in page.html
    )
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def found_label(page: str) -> str:
    """The mark for other machines names the story, as the law wants it; no address opens with it."""
    return re.search(r'<meta name="AIGC"[^>]*>', page)[0]


def ended(share: Share) -> None:
    Share.objects.filter(pk=share.pk).update(until=timezone.now() - timedelta(seconds=1))


def taken_back(share: Share) -> None:
    shares.end(share.story_id, share.pk)


def off_the_shelf(share: Share) -> None:
    Story.objects.filter(pk=share.story_id).update(removed=timezone.now())


def deleted(share: Share) -> None:
    Story.objects.filter(pk=share.story_id).delete()


@pytest.mark.parametrize("happens", [ended, taken_back, off_the_shelf, deleted])
def test_a_link_that_is_over_looks_like_one_that_never_was(alice, story, happens):
    made = share(alice, story)
    assert seen(made).status_code == 200 and Client().get(f"/shared/{made.token}/cover.svg").status_code == 200
    happens(made)
    over, never = seen(made), Client(headers={"accept-language": "zh-CN"}).get(f"/shared/{NEVER}/")
    assert over.status_code == never.status_code == 404 and dict(over.headers) == dict(never.headers)
    assert bare(over).replace(made.token, NEVER) == bare(never)
    assert Client().get(f"/shared/{made.token}/cover.svg").status_code == 404


def bare(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_ten_links_are_open_at_most(alice, story):
    for _ in range(shares.AT_MOST + 2):
        share(alice, story)
    assert shares.open_of(story).count() == shares.AT_MOST
    page = alice.browser.get(f"/stories/{story.pk}/").content.decode()
    assert 'name="days"' not in page
    ended(Share.objects.first())
    assert 'name="days"' in alice.browser.get(f"/stories/{story.pk}/").content.decode()


def test_the_family_sees_its_links_and_takes_them_back(alice, bob, story):
    made = share(alice, story)
    for page in (f"/stories/{story.pk}/", "/parents/"):
        assert f"/stories/{story.pk}/share/{made.pk}/end" in alice.browser.get(page).content.decode()
    page = alice.browser.get(f"/stories/{story.pk}/").content.decode()
    assert f"http://testserver/shared/{made.token}/" in page and 'role="img"' in page and "style=" not in page
    assert bob.browser.post(f"/stories/{story.pk}/share/{made.pk}/end").status_code == 404
    his = bob.asks(**TOLD)
    assert bob.browser.post(f"/stories/{his.pk}/share/{made.pk}/end").status_code == 302 and seen(made).status_code == 200, (
        "his has no such link"
    )
    assert "/parents/" in alice.browser.post(f"/stories/{story.pk}/share/{made.pk}/end", {"back": "parents"})["Location"]
    assert seen(made).status_code == 404


def test_what_is_still_being_told_is_not_shared(alice):
    assert share(alice, alice.asks(state=Story.State.TELLING)) is None
