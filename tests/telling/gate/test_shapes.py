import pytest

from stories.telling.gate.shapes import is_coded, is_private, repeats


@pytest.mark.parametrize(
    "said",
    [
        "13800138000", "138 0013 8000", "一三八零零一三八零零零", "one two three four five six seven", "123-45-6789", "mei@home.example", "www.home.example",
        "微信:mei_2020", "wxid_mei2020", "建国路8号", "3单元", "浙江省杭州市西湖区", "住在幸福小区", "实验小学三年级", "三年级(2)班",
        "12 Old Mill Lane", "flat 12", "SW1A 1AA", "class 2b at Hill School", "St Mary's School", "passport no 1234567",
    ],
)  # fmt: skip
def test_what_finds_a_child_is_private(said):
    assert is_private(said)


@pytest.mark.parametrize(
    "said",
    [
        "会飞",
        "三年以前",
        "一二三，跳",
        "three little pigs",
        "宋朝",
        "fly to the moon",
        "两个小孩去上学",
        "Mei",
        "七步成诗",
        "he lives on a hill",
    ],
)
def test_what_a_story_needs_is_not(said):
    assert not is_private(said)


@pytest.mark.parametrize(
    "said", ["68 65 6c 6c 6f 21", "01101000 01101001", "... --- ...", "\\u6740\\u4eba", "a2lsbCBoaW0gTm93", "ORSXG5BANFXGOIDU", "%E6%9D%80"]
)
def test_what_a_machine_reads_is_coded(said):
    assert is_coded(said)


@pytest.mark.parametrize("said", ["会飞", "fly to the moon", "a decade", "Once upon a time…", "faced a bee", "变成2只猫", "Tom and Mei"])
def test_what_people_read_is_not(said):
    assert not is_coded(said)


@pytest.mark.parametrize(
    ("said", "is_so"), [("哈哈哈哈", True), ("abcabcabcabc", True), ("飞飞", False), ("fly fly", False), ("Mississippi", False)]
)
def test_the_same_over_and_over_says_nothing(said, is_so):
    assert repeats(said) is is_so
