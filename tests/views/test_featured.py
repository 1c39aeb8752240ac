import uuid

import pytest
from django.test import Client

from stories.models import Hero, Story
from tests.views.markup import Page

pytestmark = pytest.mark.django_db
OFFERED = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD, "offered": True, "review": Story.Review.FEATURED}
NAMES = {Story.CHILD: "Kanarienvogel", Story.HERO: "Zaunkoenig", "\ue002": "Distelfink"}
TEXT = f"{Story.CHILD}笑了。\n{Story.HERO}和\ue002也笑了，头发乱了。"
LIST = "/featured/"


@pytest.fixture
def story(alice) -> Story:
    hero = Hero.objects.get(slug="shen-kuo")
    return alice.asks(**OFFERED, names=NAMES, title=f"{Story.CHILD}的桥", power_words=f"{Story.HERO}会飞", text=TEXT, hero=hero)


def page_of(story: Story) -> str:
    return f"{LIST}{story.pk}/"


def asked(address: str, **headers: str):
    return Client(headers={"accept-language": "zh-CN", **headers}).get(address)


def test_whoever_comes_reads_it_with_neutral_words_for_each_name(story):
    words = Page(asked(page_of(story))).words
    assert "小朋友笑了。" in words and "大英雄和小伙伴也笑了" in words and "小朋友的桥" in words and "大英雄会飞" in words
    assert "小朋友的桥" in Page(asked(LIST)).words and f'href="{page_of(story)}"' in asked(LIST).content.decode()


def test_in_english_they_read_as_names(alice):
    story = alice.asks(**OFFERED, language="en", names=NAMES, text=f"“Look,” said {Story.CHILD}. {Story.HERO}’s cloak flew.", title="x")
    assert "said Little One. Our Hero’s cloak flew." in Page(asked(page_of(story))).words


@pytest.mark.parametrize("part", ["", "cover.svg"])
def test_nothing_of_the_family_stands_in_it(alice, story, part):
    for address in (LIST, page_of(story) + part):
        html = asked(address).content.decode()
        kept = [*NAMES.values(), *NAMES, alice.visitor, story.request_key, "\\ue000", "ue000", "/stories/" + str(story.pk)]
        assert [word for word in kept if word in html] == []


def test_a_browser_of_no_family_stays_one_and_no_search_engine_lists_it(story):
    for address in (LIST, page_of(story)):
        answer = asked(address)
        assert not answer.cookies.get("visitor") and '<meta name="robots" content="noindex">' in answer.content.decode()


def test_it_has_its_label_its_true_card_and_a_cover_of_its_own_address(story):
    html = asked(page_of(story), **{"accept-language": "en"}).content.decode()
    assert "This story was written by AI" in html and 'name="AIGC"' in html and 'class="card"' in html
    assert f'src="{page_of(story)}cover.svg"' in html
    assert asked(page_of(story) + "cover.svg").content.startswith(b"<svg ")


def test_pinyin_and_traditional_letters_as_on_any_page(story):
    assert "<ruby>笑<rt>" in asked(page_of(story) + "?pinyin=on").content.decode()
    assert asked(page_of(story) + "?pinyin=on").cookies["pinyin"].value == "on"
    words = Page(asked(page_of(story), **{"accept-language": "zh-TW"})).words
    assert "頭髮亂了" in words and "小夥伴" in words


@pytest.mark.parametrize(
    "change",
    [{"offered": False}, {"review": "published"}, {"review": "hidden"}, {"ending": "gate"}, {"state": "stopped"}],
)
def test_what_is_not_offered_and_featured_is_not_there(story, change):
    Story.objects.update(**change)
    assert {asked(page_of(story) + part).status_code for part in ("", "cover.svg")} == {404}
    assert str(story.pk) not in asked(LIST).content.decode()
    assert _bare(asked(page_of(story))) == _bare(asked(f"{LIST}{uuid.uuid4()}/"))


def _bare(answer) -> str:
    return "".join(Page(answer).words.split())


def test_taken_off_the_shelf_it_is_gone_at_once(story):
    Story.objects.filter(pk=story.pk).take_off()
    assert asked(page_of(story)).status_code == 404


def test_leafing_shows_each_once_under_ten_questions(alice, django_assert_max_num_queries):
    made = {str(alice.asks(**OFFERED, text=TEXT, names=NAMES).pk) for _ in range(30)}
    pages = []
    for number in (1, 2):
        with django_assert_max_num_queries(9):
            pages.append({found["data-book"] for _, found in Page(asked(f"{LIST}?page={number}")).tags if "data-book" in found})
    assert [len(page) for page in pages] == [24, 6] and pages[0] | pages[1] == made


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 30, "99999"])
def test_a_page_that_is_none_breaks_nothing(story, number):
    assert asked(f"{LIST}?page={number}").status_code == 200


def test_reading_one_takes_under_ten_questions(story, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        assert asked(page_of(story)).status_code == 200


@pytest.mark.parametrize("page", ["/", "/stories/"])
def test_a_way_there_is_shown_only_when_there_is_one(charlie, alice, page):
    assert f'href="{LIST}"' not in charlie.browser.get(page).content.decode()
    alice.asks(**OFFERED)
    assert f'href="{LIST}"' in charlie.browser.get(page).content.decode()


def test_a_text_that_looks_like_html_does_nothing(alice):
    story = alice.asks(**OFFERED, text="<img src=x onerror=alert(1)>", title="<b>x</b>", power_words="<i>y</i>")
    assert Page(asked(page_of(story))).not_ours == Page(asked(LIST)).not_ours == []
