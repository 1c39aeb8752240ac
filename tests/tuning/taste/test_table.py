import pytest

from stories.tuning.taste import Told, judge, plots, read, table, write

pytestmark = pytest.mark.django_db
STORIES = [
    Told("唐", "飞行", "轻松", "李白", f"第{number}天，李白飞行。\n" + "他飞过河，又飞过山。" * 3) for number in "一二三四五六七八九十"
]


def test_a_set_that_is_one_story_is_told_so(catalogue):
    taste = judge(STORIES, "zh")
    assert (taste.stories, taste.hero_in_dynasty, taste.power_named, taste.commonest_hero_in) == (10, 1.0, 1.0, 1.0)
    assert taste.commonest_gram_in == 1.0 and taste.same_choice_worst == taste.any_worst > 0.7
    assert taste.distinct_4 < 0.3 and taste.unique_openings == 1.0 and taste.broken == 0


def test_the_table_has_a_column_a_set_and_the_pictures_are_pictures(catalogue):
    tastes = {"ours": judge(STORIES, "zh"), "<theirs>": judge(STORIES[:2], "zh")}
    lines = table(tastes).split("\n")
    assert lines[0] == "| | ours | <theirs> |" and all(line.count("|") == 4 for line in lines)
    for name, picture in plots(tastes).items():
        assert name.endswith(".svg") and picture.startswith("<svg") and "&lt;theirs&gt;" in picture and "<theirs>" not in picture


def test_a_set_is_written_and_read_again(tmp_path):
    write(tmp_path / "set.csv", STORIES)
    assert read(tmp_path / "set.csv") == [Told(*[*story.choice, story.hero, story.story.strip()]) for story in STORIES]
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column dynasty"):
        read(tmp_path / "bad.csv")
