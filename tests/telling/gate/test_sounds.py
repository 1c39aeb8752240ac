import pytest

from stories.telling.gate.sounds import _sounds, heard


@pytest.mark.parametrize("said", ["煞人", "沙忍", "sharen", "sha ren", "SHA人", "我要煞人", "血星", "雪腥", "xuexing"])
def test_the_worst_words_are_heard_however_they_are_written(said):
    assert heard(said)


@pytest.mark.parametrize(
    "said", ["傻人有傻福", "沙人", "血型", "学行", "会飞", "sharp pencil", "a shared meal", "巴黎", "大家都笑了", "Mei"]
)
def test_harmless_words_of_the_same_sound_are_not(said):
    assert heard(said) is None


def test_every_sound_is_heard_in_its_own_word_and_in_none_of_its_harmless_ones_alone():
    for sound in _sounds():
        assert sound.said.isascii() and sound.reason and str(sound) == f"sounds like {sound.written[0]}"
        assert heard(sound.said), sound
        for harmless in sound.written:
            assert heard(harmless) is not sound, (sound, harmless)
