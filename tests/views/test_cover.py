import pytest

from stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(alice):
    story = alice.asks()
    return lambda **headers: alice.browser.get(f"/stories/{story.pk}/cover.svg", headers=headers)


def test_it_is_a_picture_for_the_familys_browser_alone(asked):
    answer = asked()
    assert answer["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg ")
    assert "private" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]
    assert "script-src" not in answer["Content-Security-Policy"] and "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_browser_that_has_it_is_told_so_until_the_monster_is_drawn(asked):
    etag = asked()["ETag"]
    assert asked(if_none_match=etag).status_code == 304
    Story.objects.update(dna={"monster": ["echo"], "place": ["cave"]})
    assert asked(if_none_match=etag).status_code == 200


def test_to_others_it_is_not_there(alice, bob):
    story = alice.asks()
    assert bob.browser.get(f"/stories/{story.pk}/cover.svg").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_reading_page_and_the_shelf_show_it_and_say_what_is_seen(alice):
    story = alice.asks(names={Story.CHILD: alice.child}, dna={"monster": ["echo"]})
    for page, more in ((f"/stories/{story.pk}/", 'fetchpriority="high"'), ("/stories/", 'loading="lazy"')):
        html = alice.browser.get(page).content.decode()
        image = next(part for part in html.split("<img ")[1:] if "cover.svg" in part).split(">")[0]
        assert f'src="/stories/{story.pk}/cover.svg"' in image and 'width="820" height="360"' in image and more in image
        assert "大耳朵怪兽" in image and alice.child not in image
