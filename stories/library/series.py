"""Tomorrow's chapter: what a series remembers, and the next story that comes of it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from stories.catalogue.find import Found
from stories.models import Series, Story, Thread, Tone
from stories.spending.payer import Payer
from stories.telling import recalls
from stories.telling.start import Choice, Kinship, begin

OLD = 2  # of the earlier chapters, told in each from the third on
GONE_WRONG = (Story.State.STOPPED, Story.State.FAILED)
GOOD_ENDINGS = (Story.Ending.TOLD, Story.Ending.RESCUED)
_STAYS = ("hero", "voice")  # what is drawn once for all chapters


def may_go_on(story: Story) -> bool:
    return story.state == Story.State.FINISHED and story.ending in GOOD_ENDINGS


def next_of(story: Story) -> Story | None:
    """The chapter after it that is on the shelf, or on its way there."""
    if not story.series_id:
        return None
    later = Story.objects.of_visitor(story.visitor).on_the_shelf().filter(series=story.series_id, kin=Story.Kin.CHAPTER)
    return later.filter(chapter__gt=story.chapter).exclude(state__in=GONE_WRONG).order_by("chapter", "created").first()


def tell_next(story: Story, payer: Payer, tone: Tone | None = None) -> tuple[Story, bool]:
    """The next chapter and whether it is new. Raises TooMany."""
    if there := next_of(story):
        return there, False
    with transaction.atomic():
        series = _joined(story)
        remember(series)
        number = _next_number(series)
        threads = told_in(series, number, story)
        before = recalls.of(story)
        snapshots = tuple(recalls.snapshot(thread, story.language, before) for thread in threads)
        taken = {pile: list(story.dna[pile]) for pile in _STAYS if pile in story.dna}
        kinship = Kinship(story, Story.Kin.CHAPTER, taken, series=series, chapter=number, recalls=snapshots)
        new, is_new = begin(_choice(story, tone), story.visitor, _key(story), payer, kinship)
        if is_new:
            new.listeners.set(story.listeners.all())
            _note(threads, number)
    return new, is_new


def _key(story: Story) -> str:
    """The same for two taps at the same moment; another behind a chapter that went wrong, or left the shelf."""
    gone = Q(state__in=GONE_WRONG) | Q(removed__isnull=False)
    return f"next {story.pk} {story.children.filter(gone, kin=Story.Kin.CHAPTER).count()}"


def _joined(story: Story) -> Series:
    """Its series; of a story outside of any it becomes the first chapter, whichever of two taps comes first."""
    if not story.series:
        series = Series.objects.create(visitor=story.visitor)
        if not Story.objects.filter(pk=story.pk, series=None).update(series=series, chapter=1):
            series.delete()
        story.refresh_from_db(fields=["series", "chapter"])
    assert story.series
    return story.series


def _next_number(series: Series) -> int:
    """One that was stopped or lost has left its number to the next; one that was deleted is still remembered."""
    told = series.chapters.exclude(state__in=GONE_WRONG).aggregate(last=Max("chapter"))["last"] or 0
    return max(told, series.threads.aggregate(last=Max("chapter"))["last"] or 0) + 1


def remember(series: Series) -> None:
    """Writes down what each told chapter was made of, once; what the family has dropped or mended stays as it is."""
    known = set(series.threads.exclude(mark="").values_list("chapter", flat=True))
    chapters = series.chapters.select_related("dynasty", "power", "tone", "hero", "companion", "teller", "parent")
    told = chapters.filter(state=Story.State.FINISHED, ending__in=GOOD_ENDINGS).exclude(chapter__in=known).order_by("chapter", "created")
    first = {story.chapter: story for story in reversed(told)}
    rows = [_row(series, number, one) for number, story in sorted(first.items()) for one in recalls.of(story)]
    Thread.objects.bulk_create(rows, ignore_conflicts=True)


def _row(series: Series, chapter: int, one: recalls.Remembered) -> Thread:
    return Thread(series=series, chapter=chapter, kind=one.kind, words=one.words, mark=one.mark)


def told_in(series: Series, number: int, before: Story) -> list[Thread]:
    """The open door of the chapter before, and two older threads that it did not hold: of the earlier half first, then those not told for longest."""
    threads = list(series.threads.filter(dropped=False))
    doors = [thread for thread in threads if thread.kind == Thread.Kind.OPEN and thread.mark and thread.chapter == before.chapter]
    old = [thread for thread in threads if _is_old(thread, number, before)]
    return [*doors[:1], *_two(old, number)]


def _is_old(thread: Thread, number: int, before: Story) -> bool:
    """What the family wrote itself is told from the next chapter on."""
    if thread.kind == Thread.Kind.OPEN and thread.mark:
        return False
    is_its_turn = thread.chapter <= number - 2 or (not thread.mark and thread.chapter < number)
    return is_its_turn and before.chapter not in thread.told_in and thread.words.lower() not in before.text.lower()


def _two(old: list[Thread], number: int) -> list[Thread]:
    """Of two kinds where there is a choice. An even chapter tells at most one of the earlier half: so the next one finds two that it did not hold."""

    def rank(thread: Thread) -> tuple[bool, bool]:
        return not _is_new_of_the_family(thread), thread.chapter > (number - 1) // 2

    def long_ago(thread: Thread) -> tuple[int, int, int]:
        return max((told for told in thread.told_in if told < number), default=0), thread.chapter, thread.pk

    first = sorted(old, key=lambda thread: (rank(thread), long_ago(thread)))[:1]
    rest = [
        thread for thread in old if thread not in first and not (_is_kept(thread, number) and any(_is_kept(one, number) for one in first))
    ]
    second = sorted(rest, key=lambda thread: (rank(thread), thread.kind == first[0].kind, long_ago(thread)))
    return [*first, *second][:OLD]


def _is_new_of_the_family(thread: Thread) -> bool:
    return not thread.mark and not thread.told_in


def _is_kept(thread: Thread, number: int) -> bool:
    return number % 2 == 0 and thread.chapter <= number // 2 and not _is_new_of_the_family(thread)


def _note(threads: Iterable[Thread], number: int) -> None:
    for thread in threads:
        thread.told_in = sorted({*thread.told_in, number})
        thread.save(update_fields=["told_in"])


def _choice(story: Story, tone: Tone | None) -> Choice:
    said: dict[str, Any] = {name: _said(story, name) for name in ("dynasty", "power", "tone")}
    if tone:
        said["tone"] = Found(tone.in_language("name", story.language), tone)
    return Choice(
        **said,
        language=story.language,
        length=story.length,
        age=story.age,
        hero=story.hero,
        companion=story.companion,
        hero_name=story.names.get(Story.HERO, ""),
        child=story.names.get(Story.CHILD, ""),
    )


def _said(story: Story, name: str) -> Found[Any]:
    entry = getattr(story, name)
    return Found(entry.in_language("name", story.language) if entry else getattr(story, f"{name}_words"), entry)
