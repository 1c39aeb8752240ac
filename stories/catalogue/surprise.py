import secrets

from stories.models import Dynasty, Power, Tone


def surprise() -> dict[str, str]:
    """A choice out of the blue: slugs of a dynasty that has heroes, a power and a tone. Empty where nothing is on."""
    told = {"dynasty": Dynasty.objects.on().filter(heroes__on=True).distinct(), "power": Power.objects.on(), "tone": Tone.objects.on()}
    piles = {name: list(entries) for name, entries in told.items()}
    return {name: secrets.choice(pile).slug for name, pile in piles.items() if pile}
