"""Which rows are told to whoever takes stories along, so that nothing is told twice."""

from django.db.models import QuerySet

from stories.models import Story


def chapters(rows: QuerySet[Story]) -> list[Story]:
    """Of the stories of a series, each chapter once: as it was told last."""
    told = rows.filter(chapter__gt=0).exclude(kin__in=[Story.Kin.BESIDE, Story.Kin.RETOLD]).order_by("chapter", "created")
    return list({story.chapter: story for story in told}.values())


def without_later_parts(rows: QuerySet[Story]) -> QuerySet[Story]:
    """Those that no later part goes on from: each holds all that came before it."""
    return rows.exclude(pk__in=rows.filter(kin=Story.Kin.PART, parent__isnull=False).order_by().values("parent"))
