"""A story that asks: its page, the answers, the part that comes of them, and the way back."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from stories.models import Child, Story, Teller
from stories.telling import fork
from stories.telling.gate.moderators import endpoint
from tests.redteam.whole import beside
from tests.upstream import Upstream
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
ASKED = {"asks": True, "state": "finished", "ending": "asked", "text": "从前有座山。\n怎么办呢？"}
TOLD = {"state": "finished", "ending": "told"}


@pytest.fixture
def upstream(settings) -> Iterator[Upstream]:
    endpoint.known.clear()
    with beside(Upstream()) as upstream:
        settings.OPENAI_BASE_URL, upstream.moderation = upstream.url, ["good"]
        yield upstream


@pytest.fixture
def model(catalogue, upstream) -> Teller:
    return Teller.objects.create(name="main", endpoint="main", order=1)


def asked(person, **more) -> Story:
    return person.asks(**{**ASKED, "teller": Teller.objects.get(endpoint="builtin"), **more})


def answers(person, story, **said):
    return person.browser.post(reverse("answer", args=[story.pk]), said)


def page(person, story) -> Page:
    return Page(person.browser.get(reverse("read", args=[story.pk])))


def tags(seen: Page, kind: str, **wanted: str) -> list[dict]:
    return [found for tag, found in seen.tags if tag == kind and all(found.get(name.strip("_")) == value for name, value in wanted.items())]


def part_behind(answer) -> Story:
    assert answer.status_code == 302 and answer["Location"].endswith("/#on"), answer
    return Story.objects.get(pk=answer["Location"].split("/")[2])


def test_the_page_asks_and_shows_nothing_of_an_end(alice):
    story = asked(alice)
    seen = page(alice, story)
    assert [one["value"] for one in tags(seen, "button", name="answer")] == list(fork.of(story).answers)
    assert "hidden" not in tags(seen, "div", id="fork")[0] and "hidden" in tags(seen, "div", class_="end-rest")[0]
    assert tags(seen, "input", name="own") == [] and "/beside" not in seen.html and "/offer" not in seen.html


@pytest.mark.parametrize("ending", ["told", "rescued", "gate"])
def test_a_story_that_ended_otherwise_asks_nothing(alice, ending):
    seen = page(alice, asked(alice, ending=ending))
    assert "hidden" in tags(seen, "div", id="fork")[0] and "hidden" not in tags(seen, "div", class_="end-rest")[0]


def test_an_answer_makes_the_next_part_with_all_that_the_first_was(alice):
    mei = Child.objects.create(visitor=alice.visitor, nickname="Mei")
    story = asked(alice, names={Story.CHILD: "Mei"}, length="long", age="3-5")
    story.listeners.add(mei)
    slug, words = list(fork.of(story).answers.items())[1]
    part = part_behind(answers(alice, story, answer=slug))
    same = ("dynasty", "power", "tone", "hero", "companion", "language", "length", "age", "names", "seed", "title", "visitor")
    assert [getattr(part, field) for field in same] == [getattr(story, field) for field in same]
    assert (part.parent, part.kin, part.answer, part.dna["turn"], part.asks) == (story, "part", words, [slug], False)
    assert (part.state, list(part.listeners.all())) == ("waiting", [mei])


def test_the_part_shows_what_was_before_and_what_was_chosen_and_leads_back(alice):
    story = asked(alice)
    slug, words = next(iter(fork.of(story).answers.items()))
    part = part_behind(answers(alice, story, answer=slug))
    Story.objects.filter(pk=part.pk).update(text="他笑了。", **TOLD)
    seen = page(alice, part)
    assert seen.html.index("从前有座山。") < seen.html.index(words) < seen.html.index("<article") < seen.html.index("他笑了。")
    assert f"/stories/{story.pk}/#fork" in [link["href"] for link in tags(seen, "a") if "data-back-to-fork" in link]
    assert seen.one("article")["data-at"] == "4" and "/offer" not in seen.html and "/beside" not in seen.html
    whole = alice.browser.get(reverse("text", args=[part.pk])).content.decode()
    assert whole == "从前有座山。\n怎么办呢？\n他笑了。"
    assert [field["value"] for field in tags(seen, "input", name="asks")] == ["on"]


def test_what_was_chosen_is_marked_and_leads_to_the_part_that_is_there(alice):
    story = asked(alice)
    one, other, _ = fork.of(story).answers
    part = part_behind(answers(alice, story, answer=one))
    assert part_behind(answers(alice, story, answer=one)) == part
    assert part_behind(answers(alice, story, answer=other)) != part
    marked = [button["value"] for button in tags(page(alice, story), "button", name="answer") if "chosen" in button["class"]]
    assert marked == [one, other] and Story.objects.count() == 3


def test_in_place_of_a_part_that_was_stopped_comes_another(alice):
    story = asked(alice)
    slug = next(iter(fork.of(story).answers))
    part = part_behind(answers(alice, story, answer=slug))
    Story.objects.filter(pk=part.pk).update(state="stopped")
    assert part_behind(answers(alice, story, answer=slug)) != part


def test_a_story_in_two_parts_is_one_of_the_day_and_another_way_is_another(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    story = asked(alice)
    one, other, _ = fork.of(story).answers
    part_behind(answers(alice, story, answer=one))
    answer = answers(alice, story, answer=other)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert 'id="fork"' in answer.content.decode() and Story.objects.count() == 2


@pytest.mark.parametrize("said", [{}, {"answer": "no-such-way"}, {"own": "跳一支舞"}, {"answer": "", "own": " "}])
def test_what_is_no_answer_here_asks_again(alice, said):
    answer = answers(alice, asked(alice), **said)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode() and Story.objects.count() == 1


@pytest.mark.parametrize("ends", [{"state": "telling", "ending": ""}, {"ending": "told"}, {"state": "stopped", "ending": ""}])
def test_only_a_story_that_has_stopped_to_ask_takes_an_answer(alice, ends):
    story = asked(alice, **ends)
    answer = answers(alice, story, answer=next(iter(fork.of(story).answers)))
    assert answer["Location"] == f"/stories/{story.pk}/" and Story.objects.count() == 1


def test_own_words_lose_their_names_and_go_to_the_moderator(alice, model, upstream):
    story = asked(alice, teller=model, names={Story.CHILD: "小明"})
    assert len(tags(page(alice, story), "input", name="own")) == 1
    part = part_behind(answers(alice, story, own="小明跳一支舞"))
    assert part.answer == f"{Story.CHILD}跳一支舞" and [asked["input"] for asked in upstream.judged] == [[part.answer]]
    assert "小明跳一支舞" in page(alice, part).html and "小明跳一支舞" in page(alice, story).html
    assert part_behind(answers(alice, story, own="小明跳一支舞")) == part


@pytest.mark.parametrize("words", ["杀了它", "召唤黑暗", "打电话13812345678", "字" * 41])
def test_own_words_that_are_not_for_the_evening_are_refused_kindly_and_not_lost(alice, model, upstream, words):
    answer = answers(alice, asked(alice, teller=model), own=words)
    html = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in html and f'value="{words}"' in html
    assert Story.objects.count() == 1


def test_a_model_that_only_completes_is_told_nothing_in_own_words(alice, model):
    Teller.objects.filter(pk=model.pk).update(style="completion")
    story = asked(alice, teller=Teller.objects.get(pk=model.pk))
    assert tags(page(alice, story), "input", name="own") == []
    assert answers(alice, story, own="跳一支舞").status_code == 422


def test_another_familys_story_asks_nobody_here(alice, bob):
    story = asked(alice)
    assert answers(bob, story, answer=next(iter(fork.of(story).answers))).status_code == 404


def test_neither_half_is_shown_in_the_other_language(alice):
    story = asked(alice)
    assert alice.browser.post(f"/stories/{story.pk}/beside")["Location"] == f"/stories/{story.pk}/"
    assert Story.objects.count() == 1
