from stories.telling.dna import Memory


def test_a_card_was_taken_so_many_draws_of_its_pile_ago():
    memory = Memory([{"a": ["x"]}, {"b": ["y"]}, {"a": ["z"]}])
    assert (memory.ago("a", "x"), memory.ago("a", "z"), memory.ago("b", "y"), memory.ago("b", "x")) == (2, 1, 1, None)
    assert memory.users("a", "z") == [2] and memory.users("c", "z") == []
    assert memory.stories == 3


def test_others_are_counted_apart():
    memory = Memory([], others=[{"a": ["x"]}, {"a": ["x", "y"]}])
    assert (memory.taken_by_others("a", "x"), memory.taken_by_others("a", "y"), memory.taken_by_others("a", "z")) == (2, 1, 0)
    assert memory.ago("a", "x") is None


def test_what_was_not_liked_is_known_by_how_many_draws_ago():
    memory = Memory([{"a": ["x"]}])
    memory.did_not_like({"a": ["x"]})
    memory.add({"a": ["z"]})
    assert (memory.unloved_ago("a", "x"), memory.unloved_ago("a", "z"), memory.unloved_ago("b", "x")) == (2, None, None)
