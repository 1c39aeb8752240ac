from hypothesis import given, settings
from hypothesis import strategies as st

from stories.telling.tellers.builtin.deck import Deck

SEEDS = st.text(max_size=8)
PILES = st.integers(1, 40)
TURNS = st.integers(0, 500)


def one_a_turn(seed, first, turns, size):
    return [Deck(seed, turn).one("pile", range(size)) for turn in range(first, first + turns)]


def several_a_turn(seed, first, turns, size, number, each):
    return [Deck(seed, turn).draw("pile", range(size), number, each) for turn in range(first, first + turns)]


@settings(deadline=None)
@given(SEEDS, TURNS, PILES)
def test_each_card_comes_once_in_as_many_turns_as_there_are_cards(seed, first, size):
    assert sorted(one_a_turn(seed, first, size, size)) == list(range(size))


@settings(deadline=None)
@given(SEEDS, TURNS, PILES, st.integers(1, 4), st.data())
def test_no_card_comes_twice_before_the_pile_is_through(seed, first, size, each, data):
    number = data.draw(st.integers(0, each))
    drawn = several_a_turn(seed, first, size // each, size, number, each)
    cards = [card for turn in drawn for card in turn]
    assert len(cards) == len(set(cards)) == number * (size // each)


@settings(deadline=None)
@given(SEEDS, st.integers(4, 16), st.integers(1, 4))
def test_no_card_is_left_out_for_ever(seed, size, each):
    drawn = several_a_turn(seed, 0, size * size, size, 1, each)
    assert {card for turn in drawn for card in turn} == set(range(size))


@settings(deadline=None)
@given(SEEDS, TURNS, PILES)
def test_the_same_story_is_drawn_alike_again(seed, turn, size):
    assert Deck(seed, turn).draw("pile", range(size), 3, 4) == Deck(seed, turn).draw("pile", range(size), 3, 4)


def test_families_and_piles_have_orders_of_their_own():
    orders = {tuple(Deck(seed, turn).one(pile, range(12)) for turn in range(12)) for seed in "abcdef" for pile in "uvwxyz"}
    assert len(orders) == 36


def test_a_draw_does_not_hang_on_the_process():
    """The order stands for good: a story must be told on alike by another worker."""
    assert one_a_turn("seed", 0, 6, 6) == [3, 2, 5, 0, 1, 4]
