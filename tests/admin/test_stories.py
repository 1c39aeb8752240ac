import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import override

from stories import access
from stories.models import Story, Verdict

pytestmark = pytest.mark.django_db
LIST = "/admin/stories/story/"
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD, "offered": True}
NOT_TOLD = [
    {"state": Story.State.WAITING},
    {"state": Story.State.TELLING},
    {"state": Story.State.STOPPED},
    {"state": Story.State.FAILED},
    {"state": Story.State.FINISHED, "ending": Story.Ending.RESCUED},
    {"state": Story.State.FINISHED, "ending": Story.Ending.GATE},
]


def act(curator, action: str, stories, address: str = LIST):
    """What the curator reads afterwards, and nothing where the action is refused."""
    chosen = {"action": action, "_selected_action": [str(story.pk) for story in stories], "index": "0"}
    return [str(message) for message in curator.post(address, chosen, follow=True).context["messages"]]


def review(story) -> str:
    return Story.objects.get(pk=story.pk).review


@pytest.mark.parametrize(("action", "reviewed"), [("publish", "published"), ("feature", "featured")])
def test_what_was_told_to_its_end_may_be_shown_to_others(curator, alice, action, reviewed):
    story, other = alice.asks(**TOLD), alice.asks(**TOLD)
    act(curator, action, [story])
    assert (review(story), review(other)) == (reviewed, "unreviewed")
    assert story in Story.objects.published()


@pytest.mark.parametrize("action", ["publish", "feature"])
def test_what_came_to_no_end_of_its_own_is_shown_to_nobody(curator, alice, action):
    left = [alice.asks(**how) for how in NOT_TOLD]
    told = alice.asks(**TOLD)
    said = act(curator, action, [*left, told])
    assert {review(story) for story in left} == {"unreviewed"}
    assert review(told) != "unreviewed"
    assert [re.findall(r"\d+", words) for words in said] == [["1"], ["6"]]


def test_a_published_story_may_be_hidden_and_shown_again(curator, alice):
    story = alice.asks(**TOLD, review="featured")
    act(curator, "hide", [story])
    assert review(story) == "hidden"
    act(curator, "publish", [story])
    assert review(story) == "published"


def test_any_story_may_be_hidden(curator, alice):
    stories = [alice.asks(**how) for how in [TOLD, *NOT_TOLD]]
    act(curator, "hide", stories)
    assert {review(story) for story in stories} == {"hidden"}
    assert not Story.objects.published().exists()


def test_a_curator_who_works_through_the_unreviewed_hears_true_numbers(curator, alice):
    stories = [alice.asks(**TOLD), alice.asks(**TOLD), alice.asks(**NOT_TOLD[4])]
    said = act(curator, "publish", stories, f"{LIST}?review__exact=unreviewed")
    assert [re.findall(r"-?\d+", words) for words in said] == [["2"], ["1"]]


def pages_of(story) -> list[str]:
    return [LIST, *(f"{LIST}{story.pk}/{page}/" for page in ("change", "history", "delete"))]


def test_no_page_of_a_story_says_who_asked_for_it_or_who_listened(curator, alice):
    names = {Story.CHILD: alice.child}
    story = alice.asks(**TOLD, names=names, text=f"{Story.CHILD}睡着了。", trouble="", request_key="the key of this request")
    act(curator, "publish", [story])
    html = [curator.get(page).content.decode() for page in pages_of(story)]
    html.append(curator.post(LIST, {"action": "delete_selected", "_selected_action": [str(story.pk)]}).content.decode())
    for page in html:
        assert story.title in page
        assert not re.search(rf"\b{alice.child}\b", page)
        assert alice.visitor not in page and access.cookie_of(alice.visitor) not in page
        assert story.request_key not in page and Story.CHILD not in page


def test_a_curator_reads_the_text_with_the_name_left_out(curator, alice):
    story = alice.asks(**TOLD, names={Story.CHILD: alice.child}, text=f"从前，{Story.CHILD}睡着了。")
    assert "从前，〔孩子〕睡着了。" in curator.get(f"{LIST}{story.pk}/change/").content.decode()


def test_a_text_that_looks_like_html_does_nothing_in_the_admin(curator, alice):
    story = alice.asks(**TOLD, text="<script>alert(1)</script>", power_words="<b>x</b>")
    for page in pages_of(story):
        html = curator.get(page).content.decode()
        assert "<script>alert(1)" not in html and "<b>x</b>" not in html


@pytest.mark.parametrize("asked", ["visitor", "child", "key"])
def test_searching_for_a_family_finds_nothing(curator, alice, asked):
    story = alice.asks(**TOLD, names={Story.CHILD: "Zhuangzhou"}, request_key="the key")
    words = {"visitor": alice.visitor, "child": "Zhuangzhou", "key": "the key"}[asked]
    assert f"{LIST}{story.pk}" not in curator.get(LIST, {"q": words}).content.decode()


@pytest.mark.parametrize("lookup", ["visitor", "visitor__startswith", "names__icontains", "request_key", "network__startswith"])
def test_no_address_of_the_list_answers_questions_about_a_family(curator, alice, lookup):
    story = alice.asks(**TOLD, names={Story.CHILD: alice.child}, request_key="the key")
    right = {
        "visitor": alice.visitor,
        "visitor__startswith": alice.visitor[:3],
        "names__icontains": alice.child,
        "request_key": "the key",
        "network__startswith": "n",
    }
    answers = [curator.get(LIST, {lookup: words}) for words in (right[lookup], "somebody else")]
    assert [f"{LIST}{story.pk}" in answer.content.decode() for answer in answers] in ([True, True], [False, False])


def test_a_story_can_neither_be_written_nor_added_by_hand(curator, alice):
    story = alice.asks(**TOLD, text="从前。")
    curator.post(f"{LIST}{story.pk}/change/", {"title": "x", "text": "x", "review": "featured", "state": "waiting"})
    after = Story.objects.get(pk=story.pk)
    assert (after.title, after.text, after.review, after.state) == (story.title, "从前。", "unreviewed", Story.State.FINISHED)
    assert curator.get(f"{LIST}add/").status_code == 403


def test_the_filters_and_the_search_of_the_list_work(curator, alice):
    story, other = alice.asks(**TOLD, title="云上的桥"), alice.asks(title="井里的灯")
    for question in ({"q": "云上"}, {"state__exact": "finished"}, {"ending__exact": "told"}):
        html = curator.get(LIST, question).content.decode()
        assert str(story.pk) in html and str(other.pk) not in html


def test_who_may_only_look_cannot_publish(alice, django_user_model):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_story"))
    client, story = Client(), alice.asks(**TOLD)
    client.force_login(reader)
    assert str(story.pk) in client.get(LIST).content.decode()
    client.post(LIST, {"action": "publish", "_selected_action": [str(story.pk)]})
    assert review(story) == "unreviewed"


def test_a_family_is_asked_to_sign_in_before_it_sees_the_admin(alice):
    story = alice.asks(**TOLD)
    for page in pages_of(story):
        answer = alice.browser.get(page)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize("action", ["publish", "feature", "hide"])
def test_each_review_leaves_a_line_in_the_trail(curator, alice, action):
    stories = [alice.asks(**TOLD), alice.asks(**TOLD)]
    alice.asks(**TOLD)
    act(curator, action, stories)
    lines = LogEntry.objects.all()
    assert {line.object_id for line in lines} == {str(story.pk) for story in stories}
    for line in lines:
        assert (line.user.username, line.action_flag) == ("curator", CHANGE)
        assert line.object_repr == line.object_id and alice.visitor not in line.change_message
        with override("zh-hans"):
            assert str(Story.Review(review(stories[0])).label) in line.change_message


def test_what_was_left_as_it_is_leaves_no_line(curator, alice):
    act(curator, "publish", [alice.asks(**how) for how in NOT_TOLD])
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("action", ["publish", "feature"])
def test_without_its_familys_tick_a_story_is_shown_to_nobody(curator, alice, action):
    kept, nobodys = alice.asks(**{**TOLD, "offered": False}), alice.asks(**{**TOLD, "offered": False}, visitor="terminal")
    act(curator, action, [kept, nobodys])
    assert review(kept) == "unreviewed" != review(nobodys)


def test_what_was_offered_is_seen_in_the_list_and_found_by_its_filter(curator, alice):
    offered, kept = alice.asks(**TOLD), alice.asks(**{**TOLD, "offered": False})
    html = curator.get(LIST, {"offered__exact": "1"}).content.decode()
    assert str(offered.pk) in html and str(kept.pk) not in html


def test_a_name_in_title_or_choice_is_left_out_for_curators(curator, alice):
    names = {Story.CHILD: alice.child, Story.HERO: "Kaikai"}
    story = alice.asks(**TOLD, names=names, title=f"{Story.HERO}的灯", power=None, power_words=f"{Story.CHILD}会飞")
    for page in pages_of(story):
        html = curator.get(page).content.decode()
        assert "〔英雄〕的灯" in html and not re.search("[\ue000-\uf8ff]", html) and "Kaikai" not in html
    assert "〔孩子〕会飞" in curator.get(LIST).content.decode() and "〔孩子〕会飞" in curator.get(pages_of(story)[1]).content.decode()


def test_a_curator_sees_what_the_gate_kept_back_and_changes_nothing_of_it(curator, alice):
    story = alice.asks(**TOLD, names={Story.CHILD: alice.child})
    verdict = Verdict.objects.create(
        story=story, at=3, layer="moderator", reason="rude", judge="a-moderator/rude", words=f"{Story.CHILD}，呸"
    )
    address = f"{LIST}{story.pk}/change/"
    html = curator.get(address).content.decode()
    assert all(words in html for words in ("粗话", "审读", "a-moderator/rude", "〔孩子〕，呸"))
    form = {
        "verdicts-TOTAL_FORMS": 1,
        "verdicts-INITIAL_FORMS": 1,
        "verdicts-0-id": verdict.pk,
        "verdicts-0-story": story.pk,
        "verdicts-0-DELETE": "on",
    }
    curator.post(address, form)
    assert Verdict.objects.get().words == f"{Story.CHILD}，呸"


def test_the_admins_own_journal_keeps_no_title(curator, alice):
    for way in ("change", "delete", "delete_selected"):
        story = alice.asks(**TOLD, title="kanarienvogel")
        if way == "delete_selected":
            curator.post(LIST, {"action": way, "_selected_action": [str(story.pk)], "post": "yes"})
        else:
            curator.post(f"{LIST}{story.pk}/{way}/", {"post": "yes", "verdicts-TOTAL_FORMS": 0, "verdicts-INITIAL_FORMS": 0})
        entry = LogEntry.objects.latest("pk")
        assert (entry.object_id, entry.object_repr) == (str(story.pk), str(story.pk))
    assert LogEntry.objects.count() == 3 and "kanarienvogel" not in str(list(LogEntry.objects.values()))
