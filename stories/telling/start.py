"""A choice becomes a story row that waits to be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from django.db import IntegrityError, transaction

from stories.catalogue.find import Found, heroes_of
from stories.models import Child, Companion, Dynasty, Feedback, Hero, Power, Series, Story, Teller, Tone
from stories.spending import caps
from stories.spending.payer import Payer
from stories.telling import afterwards, endings, fork, paid, prompts, title
from stories.telling.dna import GENES, Draws, Memory, Taken
from stories.telling.names import taken_out
from stories.telling.tellers.builtin.compose import compose
from stories.telling.wishes import Wishes, things

REMEMBERS = 300  # stories of a family
AND_OF_OTHERS = 60  # with the same choice


@dataclass(frozen=True)
class Choice:
    """What a parent picked, cleaned and looked up."""

    dynasty: Found[Dynasty]
    power: Found[Power]
    tone: Found[Tone]
    language: str
    length: str
    hero: Hero | None = None
    companion: Companion | None = None
    hero_name: str = ""  # of a hero whom the family named
    child: str = ""  # a name that was typed
    asks: bool = False  # it stops at its turn, and asks the child
    age: str = Story.Age.MIDDLE
    listeners: tuple[Child, ...] = ()  # and the family's own children
    named: Mapping[str, str] = field(default_factory=dict)  # by the story that this one comes of: whoever it knows keeps the code point

    @property
    def names(self) -> dict[str, str]:
        listening = [*(child.nickname for child in self.listeners), *filter(None, [self.child])]
        given = {**dict(zip(Story.CHILDREN, listening, strict=False)), Story.HERO: self.hero_name, **self.named}
        return {point: name for point, name in given.items() if name}

    @property
    def wishes(self) -> Wishes:
        """Of all who listen, but for what was chosen for tonight; without any name."""
        likes, avoids = (
            [thing for child in self.listeners for thing in things(taken_out(getattr(child, kind), self.names))]
            for kind in ("likes", "avoids")
        )
        kept = tuple(dict.fromkeys(word for word in likes if word not in avoids))
        return Wishes(kept, tuple(dict.fromkeys(avoids))).less(*self._chosen)

    @property
    def _chosen(self) -> list[str]:
        """All that was picked or typed, in both languages."""
        parts: list[Found[Any]] = [self.dynasty, self.power, self.tone]
        rows = [*(part.entry for part in parts), self.hero, self.companion]
        return [*(part.words for part in parts), *(getattr(row, f"name_{language}") for row in rows if row for language in ("zh", "en"))]

    def for_those_of(self, parent: Story) -> "Choice":
        """Whoever heard the first hears this one."""
        return replace(self, listeners=tuple(parent.listeners.all()), named=parent.children_named)

    @property
    def own_words(self) -> dict[str, str]:
        """What is of the parent's own, by its field, without any name."""
        parts: dict[str, Found[Any]] = {"dynasty": self.dynasty, "power": self.power, "tone": self.tone}
        return {name: taken_out(part.words, self.names) for name, part in parts.items() if not part.entry}


@dataclass(frozen=True)
class Kinship:
    """What a story that comes of another is to it. `taken`: what is drawn for it already."""

    parent: Story
    kin: str
    taken: Taken
    seed: str = ""  # of its own where it is empty
    answer: str = ""
    series: Series | None = None
    chapter: int = 0
    recalls: tuple[dict[str, Any], ...] = ()
    is_counted: bool = False  # among the stories of the day already, with its parent

    @property
    def of_the_row(self) -> dict[str, Any]:
        return {**{name: getattr(self, name) for name in ("parent", "kin", "answer", "series", "chapter")}, "recalls": list(self.recalls)}


def begin(choice: Choice, visitor: str, request_key: str, payer: Payer | None = None, kinship: Kinship | None = None) -> tuple[Story, bool]:
    """The waiting story and whether it is new: the same `request_key` gives the first story again.

    `payer`: whose share of today it is; a story from the terminal is nobody's. `kinship`: what it comes of, where it does.
    Raises TooMany.
    """
    there = Story.objects.of_visitor(visitor).filter(request_key=request_key).first()
    if there:
        return there, False
    choice = choice.for_those_of(kinship.parent) if kinship else choice
    try:
        with transaction.atomic():
            return _saved(choice, visitor, request_key, payer, kinship), True
    except IntegrityError:  # the same request came twice at the same moment
        return Story.objects.get(visitor=visitor, request_key=request_key), False


def _saved(choice: Choice, visitor: str, request_key: str, payer: Payer | None, kinship: Kinship | None) -> Story:
    """The site's share is taken last of all: nobody else begins until this transaction has ended."""
    story = drawn(choice, visitor, payer=payer or Payer(visitor), kinship=kinship)
    story.request_key = request_key
    story.save(force_insert=True)
    story.listeners.set(choice.listeners)
    if payer and not (kinship and kinship.is_counted):
        caps.reserve_story(payer)
    return story


def drawn(choice: Choice, visitor: str, memory: Memory | None = None, payer: Payer | None = None, kinship: Kinship | None = None) -> Story:
    """The story's row with all that is drawn for it, not yet saved. `memory`: instead of what the database remembers.

    `payer`: who must have the money for its teller; where nobody is named it is not asked for.
    """
    turn = _turn(visitor) if memory is None else memory.stories
    seed = (kinship.seed if kinship else "") or _seed(visitor, turn)
    draws = Draws(seed, dict(kinship.taken) if kinship else None, memory or _memory(choice, visitor), choice.wishes)
    first = kinship.parent if kinship and kinship.kin == Story.Kin.PART else None  # the same story, with its hero and its title
    hero = first.hero if first else choice.hero or (None if choice.hero_name else _draw_hero(draws, choice.dynasty))
    story = Story(
        **_choices(choice),
        hero=hero,
        **(kinship.of_the_row if kinship else {}),
        visitor=visitor,
        turn=turn,
        seed=draws.seed,
        dna=draws.taken,
        teller=Teller.objects.able().first(),
    )
    choices = prompts.choices_of(story)
    draws.plainly = choices.how == "easier"
    story.title = first.title if first else title.of(choices, draws)
    afterwards.drawn(choices, draws)
    endings.drawn(draws, choice.language)
    if choice.asks:
        fork.drawn(choices, draws)
    _put_down_to(story, payer)
    if story.teller and story.teller.endpoint == Teller.Endpoint.BUILTIN:
        compose(choices, draws)  # every line of it is drawn now, and stands on the row: whoever tells it on tells the same story
    return story


def _put_down_to(story: Story, payer: Payer | None) -> None:
    """Whose it is; where today's money does not reach for its teller, the built-in one tells from the start."""
    if payer is None:
        return
    story.account_id, story.network = payer.account, payer.network
    if story.teller and not paid.can_pay(story, story.teller):
        story.teller = Teller.objects.able().filter(endpoint=Teller.Endpoint.BUILTIN).first() or story.teller


def _choices(choice: Choice) -> dict[str, Any]:
    parts: dict[str, Found[Any]] = {"dynasty": choice.dynasty, "power": choice.power, "tone": choice.tone}
    words = {f"{name}_words": part.words if part.entry else taken_out(part.words, choice.names) for name, part in parts.items()}
    more: dict[str, Any] = {"companion": choice.companion, "language": choice.language, "length": choice.length, "age": choice.age}
    more |= {"names": choice.names, "wishes": choice.wishes.to_keep, "asks": choice.asks}
    return {name: part.entry for name, part in parts.items()} | words | more


def _draw_hero(draws: Draws, dynasty: Found[Dynasty]) -> Hero | None:
    heroes = {hero.slug: hero for hero in heroes_of(dynasty.entry)}
    return draws.one("hero", heroes) if heroes else None


def _turn(visitor: str) -> int:
    last = Story.objects.of_visitor(visitor).order_by("-turn").values_list("turn", flat=True).first()
    return 0 if last is None else last + 1


def _memory(choice: Choice, visitor: str) -> Memory:
    """Of this family, and of others with the same choice."""
    ours = Story.objects.of_visitor(visitor).order_by("-turn").values_list("dna", "feedback__face", "feedback__reason")[:REMEMBERS]
    alike = Story.objects.filter(dynasty=choice.dynasty.entry, power=choice.power.entry, tone=choice.tone.entry)
    theirs = alike.exclude(visitor=visitor).order_by("-created").values_list("dna", flat=True)[:AND_OF_OTHERS]
    memory = Memory(others=theirs)
    for dna, face, reason in reversed(ours):
        memory.add(dna)
        if face == Feedback.Face.SAD or reason in Feedback.OF_WHAT_IS_IN_IT:
            memory.did_not_like({gene: marks for gene, marks in dna.items() if gene in GENES})
    return memory


def _seed(visitor: str, turn: int) -> str:
    """Not the visitor itself: the seed is shown to curators."""
    return blake2b(f"{visitor}/{turn}".encode(), digest_size=12).hexdigest()
