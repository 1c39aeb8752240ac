"""A cover of its own for every story: a paper-cut composed by what was drawn for it, and laid out by its seed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from stories.models import Story
from stories.reading.cuts.monster import looks, monster
from stories.reading.cuts.paper import Paper, number, parts, put
from stories.reading.pictures import cut_out, picture

WIDTH, HEIGHT, GROUND = 820, 360, 308
IVORIES = ("#fdf3df", "#fff6e6", "#fbeed6")
RIMS = {"plain": 0, "saws": 24, "petals": 12}

# Where the landmark, the power, the monster, the companion and the sky stand: x and size of the first and third, x and y of the others.
LAYOUTS = (
    ((196, 258), (400, 118), (604, 1.06), (432,), (524, 92)),
    ((410, 262), (664, 122), (172, 1.06), (640,), (268, 88)),
    ((286, 252), (112, 116), (552, 1.1), (716,), (424, 86)),
    ((172, 240), (660, 120), (412, 1.14), (650,), (284, 92)),
)


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
    """What is seen on it, in the story's language; without the name of a child."""
    return told(scene_of(story), story.language)


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
    return {**words, "monster": looks(scene.monster).get(language, ("傻乎乎的", "silly")[which])}


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
    return f"{named}{_sheet(scene, paper)}{_figures(scene, paper)}{_ground(scene, paper)}{_frame(scene, paper)}</svg>"


def _sheet(scene: Scene, paper: Paper) -> str:
    far = paper.cut(parts("places")["motifs"][_motif(scene)]["cut"])
    return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{paper.sheet}"/>' + put(
        far, WIDTH if _turned(scene) else 0, 0, 1, _turned(scene)
    )


def _turned(scene: Scene) -> bool:
    return scene.chance("turned").random() < 0.5


def _figures(scene: Scene, paper: Paper) -> str:
    chance = scene.chance("layout")
    (landmark, tall), (power, high), (beast, size), (friend,), (sky, sky_high) = chance.choice(LAYOUTS)
    mirrored = chance.random() < 0.5

    def across(x: float) -> float:
        return (WIDTH - x if mirrored else x) + chance.randint(-8, 8)

    figures = [
        put(
            paper.cut(parts("sheets")["skies"][scene.sky]["cut"]), across(sky), sky_high + chance.randint(-6, 8), chance.uniform(0.8, 0.95)
        ),
        _standing(f"dynasty-{scene.dynasty}", across(landmark), tall * chance.uniform(0.96, 1.02), paper.paper, paper),
        _roundel(scene, across(power), high + chance.randint(-4, 6), paper),
        _standing(f"companion-{scene.companion}", across(friend), 124, paper.second, paper) if scene.companion else "",
        put(monster(scene.monster, paper), across(beast), GROUND + 4, size, chance.random() < 0.5),
    ]
    return f'<g stroke-width="5" stroke-linecap="round" stroke-linejoin="round" paint-order="stroke">{"".join(figures)}</g>'


def _standing(name: str, x: float, tall: float, colour: str, paper: Paper) -> str:
    scale = tall / 120
    inside = f'<g color="{colour}" stroke="{paper.sheet}" stroke-width="{number(12 / scale)}">{cut_out(name)}</g>'
    return put(inside, x - tall / 2, GROUND + 6 - tall, scale)


def _roundel(scene: Scene, x: float, y: float, paper: Paper) -> str:
    """The power, cut the other way: what is left of the sheet is the picture."""
    rim = scene.chance("rim").choice(list(RIMS))
    scallops = "".join(f'<circle cx="0" cy="-64" r="15" transform="rotate({30 * i})"/>' for i in range(12))
    saws = "".join(f'<path d="M-9-62L0-80L9-62Z" transform="rotate({15 * i})"/>' for i in range(24))
    around = {"plain": "", "petals": scallops, "saws": saws}[rim]
    ring = f'<circle r="68" fill="none" stroke="{paper.sheet}" stroke-width="3"/>' if rim != "plain" else ""
    disc = f'<g fill="{paper.paper}">{around}<circle r="{66 if around else 72}"/></g>{ring}'
    inside = f'<g color="{paper.sheet}" stroke="none">{put(cut_out(f"power-{scene.power}"), -48, -48, 0.8)}</g>'
    return put(disc + inside, x, y, 0.96)


def _ground(scene: Scene, paper: Paper) -> str:
    pieces = scene.chance("ground").choice(list(parts("sheets")["grounds"].values()))
    strip = f'<pattern id="g" width="60" height="34" y="{GROUND}" patternUnits="userSpaceOnUse">{paper.flat(pieces)}</pattern>'
    lowest = f'<path fill="{paper.paper}" d="M10 {GROUND + 33}H810V348H10Z"/>'
    return f'<defs>{strip}</defs><rect x="10" y="{GROUND - 12}" width="800" height="46" fill="url(#g)"/>{lowest}'


def _frame(scene: Scene, paper: Paper) -> str:
    """A border on three sides, cut inwards; the fourth is the ground."""
    piece = scene.chance("frame").choice(list(parts("sheets")["borders"].values()))
    edge = f'<pattern id="b" width="24" height="16" patternUnits="userSpaceOnUse">{paper.flat([piece])}</pattern>'
    sides = ((744, "translate(38 28) scale(1 -1)"), (264, "translate(28 38) rotate(90)"), (264, "translate(792 302) rotate(-90)"))
    bands = "".join(f'<rect width="{long}" height="16" fill="url(#b)" transform="{where}"/>' for long, where in sides)
    corner = paper.flat(["P M0 0H26Q26 26 0 26Z", "S M5 5H19Q18 18 5 19Z", "P @9,9,4"])
    line = f'<rect x="10" y="10" width="800" height="340" rx="6" fill="none" stroke="{paper.paper}" stroke-width="4"/>'
    return f"<defs>{edge}</defs>{bands}{put(corner, 12, 12)}{put(corner, 808, 12, mirrored=True)}{line}"
