"""What curators wrote down of sounds: every word can be found, the catalogue's names are read as it prints them, and so are these sentences."""

import re
import tomllib
from pathlib import Path

import pytest

from stories.reading.pinyin import SOUNDS, reading, readings_of_a_name

SEED = Path("stories/catalogue/seed")
ASKED = re.compile(r"\[(.)]([^\W一-龥]+)")
SENTENCES = """
他长得和爸爸一[模]mú一样。
小猴子学着人的[模]mú样戴上帽子。
他是我们学习的[模]mó范。
爷爷推着石[磨]mò磨豆浆。
爷爷推着石磨[磨]mò豆浆。
老奶奶在[磨]mó铁棒。
小毛驴拉着[磨]mò转圈。
铁杵[磨]mó成针。
洪水淹[没]mò了村庄。
太阳[没]méi有出来。
妈妈没收了我的手机，[没]mò收
屋子里很[闷]mēn，快开窗。
天气[闷]mēn热。
他心里很[闷]mèn。
天刚[蒙]mēng蒙亮。
天刚蒙[蒙]mēng亮。
他蒙着眼睛[蒙]méng着
[蒙]měng古包像一朵朵白云。
唐僧经历了九九八十一[难]nàn。
有困[难]nán大家帮。
森林里发生了火灾，小动物们都去逃[难]nàn。
我[宁]nìng可自己饿着。
妈妈把毛巾[拧]níng干。
他[拧]nǐng开瓶盖。
夜晚很安[宁]níng。
老大爷的[铺]pù子里卖糖人。
工人叔叔在[铺]pū路。
地上[铺]pū满了金色的落叶。
雪给大地[铺]pū上了白毯子。
妹妹真[漂]piào亮。
树叶[漂]piāo在水面上。
妈妈把衣服[漂]piǎo白了。
他[强]qiáng壮有力。
他勉[强]qiǎng笑了笑。
老黄牛脾气很倔[强]jiàng。
春天[悄]qiāo悄地来了。
她[悄]qiǎo然无声地走了。
妈妈在[切]qiē菜。
一[切]qiè都好。
她亲[切]qiè地笑。
我们唱了一首歌[曲]qǔ。
曲项向天歌，[曲]qū
羊[圈]juàn破了一个洞。
老师在本子上画了个红[圈]quān。
小羊被关在[圈]juàn里。
云雾[散]sàn开了。
鞋带[散]sǎn了。
我们去公园[散]sàn步。
他写了一篇[散]sǎn文。
他真[丧]sàng气。
她拿起[扫]sào帚扫地。
她拿起扫帚[扫]sǎo地。
衣服掉[色]shǎi了。
学校的宿[舍]shè很干净。
我[舍]shě不得离开。
妈妈给我[盛]chéng了一碗饭。
盘子里[盛]chéng着水果。
荷花[盛]shèng开了。
[省]shěng吃俭用
他跑得像兔子[似]shì的。
他好[似]sì一头牛。
好像下雨[似]shì的。
他[挑]tiāo着担子走了。
他向我[挑]tiǎo战。
哥哥[挑]tiāo水去了。
小朋友[挑]tiāo食不好。
[挑]tiǎo起了灯笼。
我们收到一张请[帖]tiě。
爷爷在临摹字[帖]tiè。
头发服服[帖]tiē帖的。
他晕车，[吐]tù了。
请不要随地[吐]tǔ痰。
蚕宝宝[吐]tǔ丝。
小宝宝又[吐]tù奶了。
他恐[吓]hè小动物。
他[咽]yàn了一口口水。
小女孩[呜]wū咽着说。
小女孩呜[咽]yè着说。
我[咽]yān喉疼。
老师[要]yāo求我们写作业。
我[要]yào回家。
他答[应]yìng了我。
你[应]yīng该去。
山谷里有回[应]yìng。
他[晕]yùn车了。
车上[载]zài着货物。
书上记[载]zǎi着。
衣服[脏]zāng了。
心[脏]zàng跳得很快。
护士阿姨给我[扎]zhā针。
小虫在网上挣[扎]zhá。
挣扎，[挣]zhēng扎
爸爸[挣]zhèng钱很辛苦。
妈妈给妹妹[扎]zā辫子。
小红[扎]zā着两条小辫子。
玫瑰花[扎]zhā手。
炮弹爆[炸]zhà了。
妈妈在[炸]zhá鱼。
奶奶[炸]zhá的丸子真香。
河水[涨]zhǎng了。
他的脸[涨]zhàng得通红。
小猫的[爪]zhuǎ子
张牙舞[爪]zhǎo
树枝[折]shé了。
我们[折]zhé纸飞机。
他在床上[折]zhē腾。
[正]zhēng月十五闹元宵。
他[正]zhèng在看书。
他射[中]zhòng了靶子。
小明猜[中]zhòng了谜语。
森林[中]zhōng有小屋。
他[中]zhòng了埋伏。
爷爷买彩票[中]zhòng奖了。
地球绕着太阳[转]zhuàn。
他[转]zhuǎn身就走。
陀螺[转]zhuàn得飞快。
向左[转]zhuǎn。
车轮飞快地[转]zhuàn动。
他[转]zhuǎn过头来。
小老鼠[钻]zuān进洞里。
闪闪发光的[钻]zuàn石
两边的人[喷]pēn
饭菜[喷]pèn香。
香[喷]pēn喷的米饭
他[屏]bǐng住呼吸。
奶奶[埋]mán怨爷爷。
小狗把骨头[埋]mái起来。
用[抹]mā布擦桌子
爸爸在[抹]mò墙。
这些是奇[数]shù，
他叹了口气，[呛]qiāng了一口水。
浓烟[呛]qiàng得他直咳嗽。
尾巴[翘]qiào得高高的
妈妈买了[茄]qié子
妈妈把袜子[塞]sāi进去
[少]shào先队员
奶奶给我[扇]shān扇子
小鸟[扇]shān动翅膀。
[琢]zuó磨了半天
[少]shào年闰土
我国[首]shǒu都
他们排着队[转]zhuàn了一圈。
孙悟空翻了个跟头，[中]zhòng了妖怪的计。
她[中]zhòng毒了
种子[中]zhōng
这是[种]zhǒng子
他说话很[强]qiáng势
"""


def heroes(entry):
    """(name, pinyin) of whatever in `entry` has both."""
    if isinstance(entry, dict):
        if "pinyin" in entry and "name_zh" in entry:
            yield entry["name_zh"], entry["pinyin"]
        entry = list(entry.values())
    if isinstance(entry, list):
        for part in entry:
            yield from heroes(part)


def letters(said):
    return "".join(letter for letter in said.lower() if letter.isalpha())


def test_every_name_of_the_catalogue_is_read_as_it_is_printed_there():
    named = [pair for path in SEED.rglob("*.toml") for pair in heroes(tomllib.loads(path.read_text(encoding="utf-8")))]
    read = [(name, letters("".join(said or "" for said in readings_of_a_name(name)))) for name, _ in named]
    assert len(named) > 100
    assert read == [(name, letters(said)) for name, said in named]


@pytest.mark.parametrize("path", sorted(SOUNDS.glob("ours*.txt")), ids=lambda path: path.stem)
def test_each_word_holds_the_character_it_is_listed_for(path):
    heads = [line.partition(":") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "姓"))]
    listed = [(head.split()[0], word) for head, colon, words in heads if colon for word in words.split()]
    assert [(letter, word) for letter, word in listed if (f"{letter}*" if "*" in word else letter) not in word] == []


@pytest.mark.parametrize("asked", SENTENCES.split())
def test_a_sentence_of_a_reading_book(asked):
    found = ASKED.search(asked)
    assert reading(ASKED.sub(r"\1", asked), found.start()) == found[2]
