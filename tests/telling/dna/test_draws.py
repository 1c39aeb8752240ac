from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from stories.telling.dna import Draws, Memory
from stories.telling.dna.draws import NIGHTS, _window
from stories.telling.material import Line
from stories.telling.wishes import Wishes, mentions


def pile(size):
    return {f"card {number}": number for number in range(size)}


def evenings(number, size, each=1, others=(), seed="a family", name="general/pile"):
    """What so many stories in a row take from a pile of so many cards."""
    memory, drawn = Memory(others=others), []
    for turn in range(number):
        draws = Draws(f"{seed} {turn}", memory=memory)
        drawn.append(draws.some(name, pile(size), each))
        memory.add(draws.taken)
    return drawn


@given(size=st.integers(NIGHTS, 90), seed=st.text(max_size=5))
def test_nothing_comes_twice_in_thirty_nights_where_there_is_enough(size, seed):
    drawn = [cards[0] for cards in evenings(80, size, seed=seed)]
    for turn in range(len(drawn)):
        assert drawn[turn] not in drawn[turn + 1 : turn + NIGHTS]


@given(size=st.integers(7, NIGHTS))
def test_a_smaller_pile_has_shown_all_before_any_comes_again(size):
    drawn = [cards[0] for cards in evenings(size * 2, size)]
    assert sorted(drawn[:size]) == sorted(drawn[size:]) == list(range(size))


@given(size=st.integers(1, 6))
def test_of_a_very_small_pile_none_comes_twice_running(size):
    drawn = [cards[0] for cards in evenings(12, size, name="shape")]
    assert size == 1 or all(one != other for one, other in pairwise(drawn))


@given(size=st.integers(1, 40), each=st.integers(1, 5))
def test_one_story_takes_no_card_twice_and_no_more_than_there_are(size, each):
    for cards in evenings(4, size, each):
        assert len(cards) == len(set(cards)) == min(size, each)


@given(taken=st.lists(st.integers(0, 50), max_size=4, unique=True), size=st.integers(1, 40), number=st.integers(1, 6))
def test_what_stands_on_the_row_is_taken_again_and_what_is_gone_is_drawn_anew(taken, size, number):
    kept = {"pile": [f"card {card}" for card in taken]}
    there = [card for card in taken if card < size][:number]
    draws = Draws("seed", kept)
    drawn = draws.some("pile", pile(size), number)
    assert drawn[: len(there)] == there and len(drawn) == min(number, size)
    assert Draws("another seed", draws.taken).some("pile", pile(size), number) == drawn


def test_the_same_seed_draws_alike_and_another_does_not():
    draw = lambda seed: [Draws(seed).one(f"pile {number}", pile(20)) for number in range(10)]  # noqa: E731
    assert draw("one") == draw("one") != draw("other")


def test_what_others_had_with_this_choice_comes_last():
    had = [{"general/pile": [f"card {card}"]} for card in range(8)]
    assert sorted(cards[0] for cards in evenings(2, 10, others=had)) == [8, 9]


def test_this_familys_own_evenings_count_for_more_than_what_others_had():
    had = [{"general/pile": ["card 9"]}] * 5
    assert sorted(cards[0] for cards in evenings(10, 10, others=had)) == list(range(10))


def test_nine_stories_with_the_same_monster_have_no_two_of_its_lines_in_common():
    memory, told = Memory(), []
    for turn in range(9):
        draws = Draws(f"{turn}", memory=memory)
        draws.one("monster", {"echo": 1})
        told.append([draws.in_turn("monster", "echo", piece, place, pile(3)) for place, piece in enumerate("abc")])
        memory.add(draws.taken)
    shared = [sum(a == b for a, b in zip(one, other, strict=True)) for place, one in enumerate(told) for other in told[:place]]
    assert max(shared) == 1
    again = Draws("another seed", draws.taken)
    assert [again.in_turn("monster", "echo", piece, place, pile(3)) for place, piece in enumerate("abc")] == told[-1]


def test_lines_that_were_told_together_are_rather_not_told_together_again():
    memory, told = Memory(), []
    for turn in range(80):
        draws = Draws(f"{turn}", memory=memory)
        told.append((draws.one("general/one", pile(40)), draws.one("general/two", pile(40))))
        memory.add(draws.taken)
    assert len(set(told)) == 80


def test_what_is_true_is_told_once_in_thirty_nights_and_then_something_else():
    memory, told = Memory(), []
    for turn in range(65):
        draws = Draws(f"{turn}", memory=memory)
        told.append(draws.fresh("fact/true", pile(2)))
        memory.add(draws.taken if told[-1] is not None else {"other": ["x"]})
    assert set(told[:2]) == {0, 1} and told[2] is None
    assert Draws("again", {"fact/true": ["card 1"]}, memory).fresh("fact/true", pile(2)) == 1


ANIMALS = ("猫", "狗", "龙", "鱼", "鸟")
lines = st.lists(st.text(alphabet="".join(ANIMALS) + "月云山", min_size=1, max_size=4), min_size=1, max_size=40, unique=True)
avoided = st.lists(st.sampled_from(ANIMALS), min_size=1, max_size=3, unique=True).map(tuple)


@settings(max_examples=2000)
@given(texts=lines, avoids=avoided, seed=st.text(max_size=4), number=st.integers(1, 5))
def test_what_is_avoided_is_not_drawn_while_there_is_anything_else(texts, avoids, seed, number):
    cards = {text: Line(text) for text in texts}
    fit = {text for text in texts if not mentions(text, avoids)}
    draws = Draws(seed, wishes=Wishes(avoids=avoids))
    drawn = {line.text for line in draws.some("general/pile", cards, number)}
    assert drawn <= fit if fit else drawn
    assert draws.in_turn("monster", "echo", "secret", 1, cards).text in (fit or cards)
    told = draws.fresh("fact/true", cards)
    assert (told is not None and told.text in fit) if fit else told is None, "what may be left out is left out"


def test_what_stands_on_the_row_is_told_whatever_is_wished_since():
    cards = {text: Line(text) for text in ("猫", "狗")}
    assert Draws("seed", {"general/pile": ["狗"]}, wishes=Wishes(avoids=("狗",))).one("general/pile", cards).text == "狗"


@given(seed=st.text(max_size=4), others=st.sampled_from([(), [{"general/pile": ["card 3"]}] * 3]))
def test_what_is_liked_comes_first_and_then_again_as_seldom_as_all_else(seed, others):
    cards = {f"card {number}": Line("龙" if number == 3 else f"云{number}") for number in range(40)}
    memory, drawn = Memory(others=others), []
    for turn in range(40):
        draws = Draws(f"{seed} {turn}", memory=memory, wishes=Wishes(likes=("龙",)))
        drawn.append(draws.one("general/pile", cards).text)
        memory.add(draws.taken)
    assert drawn[0] == "龙" and "龙" not in drawn[1:NIGHTS]


def sad_evenings(number, size, sad, name="monster", seed=""):
    """What a family takes of a pile that did not like the evenings of `sad`."""
    memory, drawn = Memory(), []
    for turn in range(number):
        draws = Draws(f"{seed} {turn}", memory=memory)
        drawn.append(draws.one(name, pile(size)))
        memory.add(draws.taken)
        if turn in sad:
            memory.did_not_like(draws.taken)
    return drawn


@given(size=st.one_of(st.integers(3, NIGHTS - 1), st.integers(NIGHTS + 1, 90)), sad=st.integers(0, 40), seed=st.text(max_size=3))
def test_what_a_family_did_not_like_rests_for_twice_as_long(size, sad, seed):
    rest = 2 * _window("monster", size)
    drawn = sad_evenings(sad + rest, size, {sad}, seed=seed)
    assert drawn[sad] not in drawn[sad + 1 :]


@given(size=st.integers(NIGHTS, 60), sad=st.sets(st.integers(0, 90)))
def test_whatever_a_family_did_not_like_nothing_comes_twice_in_thirty_nights(size, sad):
    drawn = sad_evenings(90, size, sad)
    for turn in range(len(drawn)):
        assert drawn[turn] not in drawn[turn + 1 : turn + NIGHTS]


@given(size=st.integers(3, 12), sad=st.sets(st.integers(0, 30)))
def test_however_much_a_family_did_not_like_no_gene_comes_twice_running(size, sad):
    assert all(one != other for one, other in pairwise(sad_evenings(31, size, sad, name="shape")))


def test_lines_said_plainly_are_the_shortest_that_have_rested():
    lines = {f"{number}": Line("x" * number) for number in range(1, 41)}
    memory, told = Memory(), []
    for turn in range(12):
        draws = Draws(f"{turn}", memory=memory)
        draws.plainly = True
        told.append(len(draws.one("general/pile", lines).text))
        memory.add(draws.taken)
    assert told == list(range(1, 13))
