import json
from pathlib import Path

import pytest

from stories.models import Hero
from stories.reading import pinyin
from stories.reading.around import AROUND
from stories.reading.pinyin import is_sure, reading, readings, readings_of_a_name

CASES = Path(__file__).with_name("pinyin")
SOUNDS = pinyin.SOUNDS


def asked(name):
    """(sentence, place, the right reading) of each case."""
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(case["text"], case["at"], case["reading"]) for case in map(json.loads, filter(None, lines))]


@pytest.mark.parametrize(("name", "least"), [("development", 150), ("material", 60), ("held_out", 150), ("ours", 437), ("second", 150)])
def test_characters_of_several_readings_are_read_as_a_teacher_reads_them(name, least):
    right = [reading(text, at) == said for text, at, said in asked(name)]
    assert sum(right) >= least


@pytest.mark.parametrize(("text", "said"), [
    ("慢慢地走在地上。", "màn màn de zǒu zài dì shàng"),
    ("他嘻嘻地乐，躺在床上睡着了", "tā xī xī de lè tǎng zài chuáng shàng shuì zháo le"),
    ("我得跑得快，才能得第一。", "wǒ děi pǎo de kuài cái néng dé dì yī"),
    ("他还书，还给了我。", "tā huán shū huán gěi le wǒ"),
    ("三只鸟只吃米。", "sān zhī niǎo zhǐ chī mǐ"),
    ("风吹草低见牛羊", "fēng chuī cǎo dī xiàn niú yáng"),
    ("乡音无改鬓毛衰", "xiāng yīn wú gǎi bìn máo cuī"),
    ("数一数，数数看", "shǔ yī shǔ shǔ shù kàn"),
    ("大将军是大将", "dà jiāng jūn shì dà jiàng"),
])  # fmt: skip
def test_what_stands_around_says_how_it_is_read(text, said):
    assert [one for one in readings(text) if one] == said.split()


def test_only_chinese_characters_have_a_reading():
    assert readings("好A1，é🐉\n") == ["hǎo", None, None, None, None, None, None]


def test_a_family_is_called_otherwise_than_the_word():
    assert readings_of_a_name("曾小云")[0] == "zēng" and readings("曾经")[0] == "céng"
    assert readings_of_a_name("单单") == readings("单单"), "a pet name is no family's"


@pytest.mark.django_db
def test_every_hero_is_read_as_the_catalogue_says(catalogue):
    wrong = {hero.name_zh for hero in Hero.objects.all() if spelt(readings_of_a_name(hero.name_zh)) != spelt(hero.pinyin)}
    assert wrong <= {"任皇后"}, "her family is Rén, the catalogue says Rèn"


def spelt(said):
    return "".join(letter for letter in "".join(filter(None, said)).lower() if letter.isalpha())


def test_nothing_farther_than_a_few_characters_changes_a_reading():
    for text, at, _ in asked("development"):
        near = text[max(0, at - AROUND - 1) : at + AROUND + 1]
        assert reading(text, at) == reading(near, min(at, AROUND + 1))


def test_a_reading_is_sure_once_a_mark_or_enough_has_come():
    assert not is_sure("长", 0) and is_sure("长。", 0) and is_sure("长" + "啊" * AROUND, 0) and is_sure("他", 0)


def test_every_line_of_ours_says_how_its_character_is_read_and_can_be_found():
    for line in pinyin._lines("ours-*.txt"):
        head, _, those = line.partition(":")
        letter = head.removeprefix("姓 ")[0]
        for word in those.split():
            place = word.index(letter + "*") if "*" in word else word.index(letter)
            assert place <= AROUND + 1 and len(word.replace("*", "")) - place <= AROUND + 2, (letter, word)
