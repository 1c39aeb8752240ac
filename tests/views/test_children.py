import pytest

from stories.errors import ModeratorError
from stories.library import children
from stories.models import Child, Story
from tests.views.markup import Page

pytestmark = pytest.mark.django_db
SONG = {"dynasty": "song", "power": "laser", "tone": "hard"}


def add(person, nickname="Mei", **known):
    return Child.objects.create(visitor=person.visitor, nickname=nickname, **known)


def test_a_child_is_added_without_an_account_and_the_browser_remembers_whose_it_is(alice):
    answer = alice.browser.post("/children/", {"nickname": " Mei ", "age": "3-5", "likes": "恐龙、月亮", "avoids": "蜘蛛"})
    assert (answer.status_code, answer["Location"]) == (302, "/children/")
    mei = Child.objects.get()
    assert (mei.visitor, mei.nickname, mei.age, mei.likes, mei.avoids) == (alice.visitor, "Mei", "3-5", "恐龙、月亮", "蜘蛛")
    page = Page(alice.browser.get("/children/"))
    assert "Mei" in page.words and any(found.get("data-child") == str(mei.pk) for _, found in page.tags)
    assert page.not_ours == []


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ({"nickname": ""}, "nickname"),
        ({"nickname": "<b>"}, "nickname"),
        ({"nickname": "Mei", "likes": "杀人"}, "likes"),
        ({"nickname": "Mei", "avoids": "13812345678"}, "avoids"),
    ],
)
def test_nothing_typed_is_lost_where_it_cannot_be_kept(alice, typed, trouble):
    said = {"nickname": "Tom", "age": "9-12", "likes": "月亮", "avoids": "雨", **typed}
    answer = alice.browser.post("/children/", said)
    page = Page(answer)
    assert answer.status_code == 422 and not Child.objects.exists()
    assert {name: page.values[name] for name in ("nickname", "likes", "avoids")} == {
        name: [said[name]] for name in ("nickname", "likes", "avoids")
    }
    assert page.picked["age"] == ["9-12"]
    assert [found["id"] for _, found in page.tags if found.get("role") == "alert"] == [f"{trouble}-trouble"]


def test_a_full_house_says_so_and_offers_no_more(alice):
    for number in range(children.AT_MOST):
        add(alice, f"Kind{number}")
    assert "nickname" not in Page(alice.browser.get("/children/")).values
    assert alice.browser.post("/children/", {"nickname": "Mei"}).status_code == 422
    assert Child.objects.count() == children.AT_MOST


def test_what_is_known_of_a_child_is_shown_and_mended(alice):
    mei = add(alice, likes="恐龙", age="9-12")
    page = Page(alice.browser.get(f"/children/{mei.pk}/"))
    assert (page.values["nickname"], page.values["likes"], page.picked["age"]) == (["Mei"], ["恐龙"], ["9-12"])
    assert alice.browser.post(f"/children/{mei.pk}/", {"nickname": "Mimi", "avoids": "雨"}).status_code == 302
    mei.refresh_from_db()
    assert (mei.nickname, mei.age, mei.likes, mei.avoids) == ("Mimi", "6-8", "", "雨")
    refused = alice.browser.post(f"/children/{mei.pk}/", {"nickname": "Mimi", "likes": "杀人"})
    assert refused.status_code == 422 and Page(refused).values["likes"] == ["杀人"]


def test_another_familys_child_and_no_child_at_all_look_the_same(alice, charlie):
    mei = add(alice)
    for address in (f"/children/{mei.pk}/", f"/children/{mei.pk + 1}/"):
        answers = [charlie.browser.get(address), charlie.browser.post(address, {"nickname": "x"}), charlie.browser.post(f"{address}delete")]
        assert [answer.status_code for answer in answers] == [404] * 3
    mei.refresh_from_db()
    assert mei.nickname == "Mei" and "Mei" not in charlie.browser.get("/children/").content.decode()


def test_a_child_is_deleted_and_its_stories_stay(alice):
    mei = add(alice)
    story = alice.asks(names={Story.CHILD: "Mei"})
    assert alice.browser.post(f"/children/{mei.pk}/delete").status_code == 302
    story.refresh_from_db()
    assert not Child.objects.exists() and story.names == {Story.CHILD: "Mei"}


def test_what_a_child_likes_is_judged_without_its_name_and_what_it_avoids_is_not(alice, monkeypatch):
    heard = []

    async def judge(words):
        heard.append(words)
        raise ModeratorError("away")

    monkeypatch.setattr("stories.views.children.judge_request", judge)
    answer = alice.browser.post("/children/", {"nickname": "Meilin", "likes": "Meilin和月亮", "avoids": "蜘蛛"})
    assert answer.status_code == 503 and heard == [f"{Story.CHILD}和月亮"] and not Child.objects.exists()
    assert Page(answer).values["likes"] == ["Meilin和月亮"]


def test_pages_ask_the_database_little_however_many_children_there_are(alice, django_assert_max_num_queries):
    for number in range(children.AT_MOST):
        last = add(alice, f"Kind{number}")
    for address in ("/children/", f"/children/{last.pk}/"):
        with django_assert_max_num_queries(9):
            assert alice.browser.get(address).status_code == 200


def ticked(page):
    return {found["value"] for tag, found in page.tags if found.get("name") == "listeners" and "checked" in found}


def test_where_there_are_children_they_can_be_ticked_and_those_who_heard_the_last_are(alice, bob):
    mei, tom = add(alice), add(alice, "Tom")
    add(bob, "Bobby")
    page = Page(alice.browser.get("/"))
    assert page.values["listeners"] == [str(mei.pk), str(tom.pk)] and ticked(page) == set()
    alice.browser.post("/stories/", {**SONG, "listeners": [tom.pk]})
    assert ticked(Page(alice.browser.get("/"))) == {str(tom.pk)}
    assert "listeners" not in Page(bob.browser.post("/stories/", {})).values or "Mei" not in bob.browser.get("/").content.decode()


def test_who_is_ticked_listens_and_the_youngest_can_follow(alice):
    mei, tom = add(alice, age="9-12", avoids="蜘蛛"), add(alice, "Tom", age="3-5")
    answer = alice.browser.post("/stories/", {**SONG, "listeners": [mei.pk, tom.pk], "child": "Ben", "age": ""})
    story = Story.objects.get()
    assert answer.status_code == 302 and set(story.listeners.all()) == {mei, tom}
    assert (story.names, story.age, story.wishes) == ({"\ue000": "Mei", "\ue002": "Tom", "\ue003": "Ben"}, "3-5", {"avoids": ["蜘蛛"]})
    alice.browser.post("/stories/", {**SONG, "listeners": [mei.pk], "age": "6-8"})
    assert Story.objects.latest("created").age == "6-8"


def test_a_surprise_keeps_who_listens(alice):
    mei = add(alice)
    alice.browser.post("/stories/", {"surprise": "1", "listeners": [mei.pk]})
    assert list(Story.objects.get().listeners.all()) == [mei]


def test_another_familys_child_is_kindly_refused_and_ticks_stay(alice, bob):
    mei, tom = add(alice), add(bob, "Tom")
    for wrong in (tom.pk, "x", "9" * 40):
        answer = alice.browser.post("/stories/", {**SONG, "listeners": [mei.pk, wrong]})
        assert answer.status_code == 422 and ticked(Page(answer)) == {str(mei.pk)}
    assert not Story.objects.exists()


def test_four_listen_at_most(alice):
    keys = [add(alice, f"Kind{number}").pk for number in range(5)]
    assert alice.browser.post("/stories/", {**SONG, "listeners": keys}).status_code == 422
    assert alice.browser.post("/stories/", {**SONG, "listeners": keys[:4], "child": "Ben"}).status_code == 422
    assert alice.browser.post("/stories/", {**SONG, "listeners": keys[:4]}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_another_like_it_is_for_the_same_children(alice):
    mei, tom = add(alice), add(alice, "Tom")
    alice.browser.post("/stories/", {**SONG, "listeners": [mei.pk, tom.pk], "child": "Ben"})
    story = Story.objects.get()
    Story.objects.update(state="finished", ending="told", text="从前。")
    page = Page(alice.browser.get(f"/stories/{story.pk}/"))
    assert set(page.values["listeners"]) == {str(mei.pk), str(tom.pk)} and page.values["child"] == ["Ben"]
