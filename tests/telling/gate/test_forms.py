import pytest

from stories.telling.gate.forms import forms


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("Spider", "spiders"),
        ("spiders", "spider"),
        ("fly", "flies"),
        ("flies", "fly"),
        ("wolf", "wolves"),
        ("knives", "knife"),
        ("witch", "witches"),
    ],
)
def test_one_is_known_by_many_and_many_by_one(word, also):
    assert {word.lower(), also} <= set(forms(word))


def test_chinese_has_one_form_and_it_is_simplified():
    assert list(forms("龍")) == ["龙"]


def test_what_ends_in_two_is_no_plural():
    assert "glas" not in set(forms("glass"))
