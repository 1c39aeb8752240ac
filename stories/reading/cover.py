"""A cover of its own for every story: a paper-cut composed by what was drawn for it, and laid out by its seed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from stories.models import Story
from stories.reading.cuts.monster import looks, monster, room
from stories.reading.cuts.paper import Paper, number, parts, put
from stories.reading.pictures import cut_out, picture
from stories.reading.script import as_written

WIDTH, HEIGHT, GROUND = 820, 360, 306
VOWELS = "aeiou"
IVORIES = ("#fdf3df", "#fff6e6", "#fbeed6")
RIM = {"plain": "", "saws": '<path d="M-9-62L0-81L9-62Z"/>', "petals": '<circle cy="-65" r="15"/>'}
RIMS = {"plain": 0, "saws": 24, "petals": 12}

# Where the landmark, the monster, the power with the companion beneath it, and the light of the sky stand, from the left.
LAYOUTS = ((178, 440, 694, 592), (462, 190, 698, 328), (176, 634, 408, 524))


@dataclass(frozen=True)
class Scene:
    """What is seen. Slugs; `any` for words of a parent's own, nothing for no companion."""

    dynasty: str
    power: str
    tone: str
    companion: str
    monster: str
    place: str
    seed: str

    @property
    def sky(self) -> str:
        return str(self.chance("sky").choice(self.sheet["skies"]))

    @property
    def sheet(self) -> dict[str, Any]:
        table: dict[str, dict[str, Any]] = parts("sheets")["tones"]
        return table.get(self.tone, table["any"])

    def chance(self, what: str) -> Random:
        return Random(f"cover/{self.seed}/{what}")

    def paper(self) -> Paper:
        chance = self.chance("paper")
        sheet, far = chance.choice(self.sheet["sheets"])
        ivory, second = chance.choice(IVORIES), chance.choice(self.sheet["second"])
        body, other = (second, ivory) if chance.random() < 0.25 else (ivory, second)
        return Paper(sheet=sheet, far=far, paper=ivory, second=second, body=body, other=other)


def scene_of(story: Story) -> Scene:
    """Before anything was drawn for it, a story has a monster and a place of its seed's."""
    chance = Random(f"cover/{story.seed}/drawn")
    early = {"monster": chance.choice(list(parts("monsters"))), "place": chance.choice(list(parts("places")["places"]))}
    drawn = {pile: (story.dna.get(pile) or [mark])[0] for pile, mark in early.items()}
    chosen = {kind: picture(kind, getattr(story, kind)).removeprefix(f"{kind}-") for kind in ("dynasty", "power", "tone")}
    companion = picture("companion", story.companion).removeprefix("companion-") if story.companion else ""
    return Scene(**chosen, **drawn, companion=companion, seed=f"{story.seed}/{story.pk}")


def cover(story: Story) -> str:
    """A standalone SVG: no script, no style, nothing from elsewhere."""
    return draw(scene_of(story), story.language)


def alt(story: Story) -> str:
    """What is seen on it, in the story's language and the letters of the page; without the name of a child."""
    return as_written(told(scene_of(story), story.language))


def told(scene: Scene, language: str) -> str:
    words, seen = parts("words")["whole"], _words(scene, language)
    friend = words[f"friend_{language}"].format(**seen) if scene.companion else ""
    return str(words[language].format(**seen)) + friend


def _words(scene: Scene, language: str) -> dict[str, str]:
    table, which = parts("words"), ("zh", "en").index(language)
    seen = {"sky": parts("sheets")["skies"][scene.sky], "place": parts("places")["motifs"][_motif(scene)]}
    words = {what: entry[language] for what, entry in seen.items()}
    for what, pile in (("landmark", "landmarks"), ("power", "powers"), ("companion", "companions")):
        slug = getattr(scene, "dynasty" if what == "landmark" else what)
        words[what] = table[pile].get(slug, table[pile]["any"])[which]
    silly = looks(scene.monster).get(language, ("傻乎乎的", "silly")[which])
    return {
        **words,
        "monster": silly if language == "zh" else f"{'an' if silly[0] in VOWELS and not silly.startswith('one') else 'a'} {silly}",
    }


def _motif(scene: Scene) -> str:
    return str(parts("places")["places"].get(scene.place, "hills"))


def draw(scene: Scene, language: str) -> str:
    paper, words = scene.paper(), _words(scene, language)
    title = parts("words")["whole"][f"title_{language}"].format(**words)
    code = {"zh": "zh-Hans"}.get(language, language)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" lang="{code}"'
    )
    named = f'{head} aria-labelledby="t d"><title id="t">{title}</title><desc id="d">{told(scene, language)}</desc>'
    return f"{named}{_sheet(scene, paper)}{_ground(scene, paper)}{_frame(scene, paper)}{_figures(scene, paper)}</svg>"


def _sheet(scene: Scene, paper: Paper) -> str:
    far = paper.cut(parts("places")["motifs"][_motif(scene)]["cut"])
    behind = put(far, WIDTH, 0, mirrored=True) if scene.chance("turned").random() < 0.5 else far
    window = f'<svg x="12" y="12" width="796" height="{GROUND - 12}" viewBox="12 12 796 {GROUND - 12}">{behind}</svg>'
    return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{paper.sheet}"/>{window}'


def _figures(scene: Scene, paper: Paper) -> str:
    chance = scene.chance("layout")
    places, mirrored = chance.choice(LAYOUTS), chance.random() < 0.5
    landmark, beast, power, sky = [(WIDTH - x if mirrored else x) + chance.randint(-7, 7) for x in places]
    high, wide = room(scene.monster)
    size = min(1.22, 246 / high, 160 / wide) * chance.uniform(0.96, 1.02)
    light = parts("sheets")["skies"][scene.sky]["cut"]
    figures = [
        put(paper.cut(light), sky, 78 + chance.randint(-6, 8), chance.uniform(0.64, 0.76)),
        _standing(f"dynasty-{scene.dynasty}", landmark, chance.uniform(244, 258), paper.paper, paper),
        _roundel(scene, power, paper),
        _standing(f"companion-{scene.companion}", power, 120, paper.second, paper) if scene.companion else "",
        put(monster(scene.monster, paper), beast, GROUND, size, chance.random() < 0.5),
    ]
    return f'<g stroke-width="5" stroke-linecap="round" stroke-linejoin="round" paint-order="stroke">{"".join(figures)}</g>'


def _standing(name: str, x: float, tall: float, colour: str, paper: Paper) -> str:
    scale = tall / 120
    inside = f'<g color="{colour}" stroke="{paper.sheet}" stroke-width="{number(12 / scale)}">{cut_out(name)}</g>'
    return put(inside, x - tall / 2, GROUND + 2 - tall * 0.975, scale)


def _roundel(scene: Scene, x: float, paper: Paper) -> str:
    """The power, cut the other way: what is left of the sheet is the picture. With nobody beneath, it is large."""
    chance = scene.chance("rim")
    rim = chance.choice(list(RIMS))
    around = "".join(f'<g transform="rotate({number(360 / RIMS[rim] * i)})">{RIM[rim]}</g>' for i in range(RIMS[rim]))
    ring = f'<circle r="69" fill="none" stroke="{paper.sheet}" stroke-width="3"/>' if around else ""
    disc = f'<g fill="{paper.paper}">{around}<circle r="{68 if around else 74}"/></g>{ring}'
    inside = f'<g color="{paper.sheet}" stroke="none">{put(cut_out(f"power-{scene.power}"), -48, -48, 0.8)}</g>'
    y, size = (112, 0.88) if scene.companion else (148, 1.06)
    return put(disc + inside, x, y + chance.randint(-5, 5), size)


def _ground(scene: Scene, paper: Paper) -> str:
    """A line to stand on, with a fringe."""
    pieces = scene.chance("ground").choice(list(parts("sheets")["grounds"].values()))
    fringe = f'<pattern id="g" width="60" height="36" x="20" y="{GROUND}" patternUnits="userSpaceOnUse">{paper.flat(pieces)}</pattern>'
    return f'<defs>{fringe}</defs><rect x="20" y="{GROUND}" width="780" height="35" fill="url(#g)"/>'


def _frame(scene: Scene, paper: Paper) -> str:
    """A border on three sides, cut inwards; the fourth is the ground."""
    piece = scene.chance("frame").choice(list(parts("sheets")["borders"].values()))
    edge = f'<pattern id="b" width="24" height="16" patternUnits="userSpaceOnUse">{paper.flat([piece])}</pattern>'
    sides = ((744, "translate(38 28) scale(1 -1)"), (264, "translate(28 38) rotate(90)"), (264, "translate(792 302) rotate(-90)"))
    bands = "".join(f'<rect width="{long}" height="16" fill="url(#b)" transform="{where}"/>' for long, where in sides)
    corner = paper.flat(["P M0 0H26Q26 26 0 26Z", "S M5 5H19Q18 18 5 19Z", "P @9,9,4"])
    line = f'<rect x="10" y="10" width="800" height="340" rx="6" fill="none" stroke="{paper.paper}" stroke-width="4"/>'
    return f"<defs>{edge}</defs>{bands}{put(corner, 12, 12)}{put(corner, 808, 12, mirrored=True)}{line}"
