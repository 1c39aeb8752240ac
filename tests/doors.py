"""Every address of the house, and what each of six people finds there: one line an address. tests/test_doors.py walks through all of them.

A line says which verbs an address knows (any other is 405 for everybody) and what the six are answered, in the order of PEOPLE:

    200, 302, 422   as it stands
    login           sent on to the curators' sign-in page
    in              let in: a page, or a form that says what is missing
    404, 403        neither, and no word more
"""

from dataclasses import dataclass
from typing import Any

PEOPLE = ("stranger", "charlie", "alice", "account", "curator", "superuser")
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
EVERYBODY = (200,) * 6
HERS = (404, 404, 200, 404, 404, 404)  # Alice's story: being a curator opens no family's page
HERS_TO_DO = (404, 404, 302, 404, 404, 404)
NOT_THERE = (404,) * 6
SIGN_IN = ("login",) * 4
ANY = " ".join(VERBS)  # Django's admin looks at no verb but POST


RESET_BY_KEY = r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$"


@dataclass(frozen=True)
class Door:
    verbs: str
    answers: tuple[Any, ...]

    def answer(self, verb: str, person: str) -> Any:
        return self.answers[PEOPLE.index(person)] if verb in self.verbs.split() else 405


# Some addresses answer a form otherwise than a look; then the verbs have a line each.
DOORS: dict[str, list[Door]] = {
    "": [Door("GET HEAD", EVERYBODY)],
    "stories/": [Door("GET HEAD", EVERYBODY), Door("POST", (422,) * 6)],
    "stories/<uuid:story_id>/": [Door("GET HEAD", HERS)],
    "stories/<uuid:story_id>/text": [Door("GET HEAD", HERS)],
    "stories/<uuid:story_id>/cover.svg": [Door("GET HEAD", HERS)],
    "stories/<uuid:story_id>/beside": [Door("GET HEAD POST", HERS_TO_DO)],  # hers is not told yet: sent back to it
    "stories/<uuid:story_id>/next": [Door("POST", HERS_TO_DO)],  # hers is not told yet: sent back to it
    "series/<uuid:series_id>/": [Door("GET HEAD", HERS), Door("POST", (404,) * 6)],  # a form that names nothing of hers
    "stories/<uuid:story_id>/retell": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/face": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/feedback": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/answer": [Door("POST", HERS_TO_DO)],  # hers does not ask: sent back to it
    "stories/<uuid:story_id>/stop": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/offer": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/delete": [Door("POST", HERS_TO_DO)],
    "children/": [Door("GET HEAD", EVERYBODY), Door("POST", (422,) * 6)],
    "children/<int:child_id>/": [Door("GET HEAD", HERS), Door("POST", (404, 404, 422, 404, 404, 404))],
    "children/<int:child_id>/delete": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/favourite": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/remove": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/restore": [Door("POST", NOT_THERE)],  # hers stands on its shelf
    "featured/": [Door("GET HEAD", EVERYBODY)],
    "featured/<uuid:story_id>/": [Door("GET HEAD", NOT_THERE)],  # hers is not offered
    "featured/<uuid:story_id>/cover.svg": [Door("GET HEAD", NOT_THERE)],
    "stories/<uuid:story_id>/copy.pdf": [Door("GET HEAD", HERS_TO_DO)],  # it is not told yet: sent back to it
    "stories/<uuid:story_id>/copy.<str:kind>": [Door("GET HEAD", HERS)],
    "stories/<uuid:story_id>/share": [Door("POST", HERS_TO_DO)],
    "stories/<uuid:story_id>/share/<int:share_id>/end": [Door("POST", HERS_TO_DO)],
    "series/<uuid:series_id>/copy.epub": [Door("GET HEAD", HERS)],
    "shared/<str:token>/": [Door("GET HEAD", EVERYBODY)],  # whoever has the link
    "shared/<str:token>/cover.svg": [Door("GET HEAD", EVERYBODY)],
    "parents/": [Door("GET HEAD", EVERYBODY)],
    "parents/export": [Door("GET HEAD", EVERYBODY)],  # of one's own stories
    "parents/delete": [Door("POST", (422,) * 6)],  # without the tick that says "sure"
    # Who is signed in needs no page to sign up or in; a curator changes a password in the admin.
    "accounts/signup/": [Door("GET HEAD", (200, 200, 200, 302, 302, 302)), Door("POST", (422, 422, 422, 302, 302, 302))],
    "accounts/login/": [Door("GET HEAD", (200, 200, 200, 302, 302, 302)), Door("POST", (422, 422, 422, 302, 302, 302))],
    "accounts/logout/": [Door("GET HEAD", (302, 302, 302, 200, 200, 200)), Door("POST", (302,) * 6)],
    "accounts/password/change/": [Door("GET HEAD POST", (302, 302, 302, 302, 404, 404))],  # the account here has no password yet
    "accounts/password/reset/": [Door("GET HEAD", EVERYBODY), Door("POST", (422,) * 6)],
    "accounts/password/reset/done/": [Door("GET HEAD", EVERYBODY)],
    RESET_BY_KEY: [Door("GET HEAD POST", EVERYBODY)],  # of a link that nobody got: it says so
    "manifest.webmanifest": [Door("GET HEAD", EVERYBODY)],
    "sw.js": [Door("GET HEAD", EVERYBODY)],
    "offline/": [Door("GET HEAD", EVERYBODY)],
    "healthz": [Door("GET HEAD", EVERYBODY)],
    "readyz": [Door("GET HEAD", (503,) * 6)],  # no worker sings in a test
    "language/setlang/": [Door(ANY, (302,) * 6)],
}


def _admin(curator: Any = "in", superuser: Any = "in", verbs: str = ANY) -> list[Door]:
    """Who is no curator is sent to the sign-in page before anybody looks at the verb."""
    rest = " ".join(verb for verb in VERBS if verb not in verbs.split())
    return [Door(verbs, (*SIGN_IN, curator, superuser)), Door(rest, (*SIGN_IN, 405, 405))]


ADMIN: dict[str, list[Door]] = {
    "": _admin(),
    "login/": [Door("GET", (200, 200, 200, 200, 302, 302)), Door("HEAD POST PUT OPTIONS", EVERYBODY)],
    "logout/": [
        Door("POST", (302, 302, 302, 302, 200, 200)),
        Door("OPTIONS", (302, 302, 302, 302, 200, 200)),
        Door("GET HEAD PUT PATCH DELETE TRACE", (302, 302, 302, 302, 405, 405)),
    ],
    "password_change/": _admin(verbs="GET HEAD POST PUT OPTIONS"),
    "password_change/done/": _admin(verbs="GET HEAD OPTIONS"),
    "autocomplete/": [Door("OPTIONS", (*SIGN_IN, 200, 200)), *_admin(403, 403, "GET HEAD")],
    "jsi18n/": _admin(verbs="GET HEAD OPTIONS"),
    "r/<path:content_type_id>/<path:object_id>/": _admin(404, 404),
    "<app_label>/": _admin(),
    "(?P<url>.*)$": [Door(ANY, (*SIGN_IN, 404, 404))],
    "stories/account/<id>/password/": _admin(403),
}
PAGES = {
    "": "list",
    "add/": "add",
    "<path:object_id>/history/": "look",
    "<path:object_id>/delete/": "delete",
    "<path:object_id>/change/": "see",
    "<path:object_id>/": "",
}
NOT: frozenset[str] = frozenset()
SEE = frozenset({"list", "look", "see"})
JUDGE = SEE | {"change"}
WRITE = JUDGE | {"add", "delete"}

# What a curator, who has the rights of the catalogue and of review, and a superuser may do with the rows of each kind.
KINDS = {
    "auth/group": (NOT, WRITE),
    "stories/account": (NOT, WRITE),
    "stories/dynasty": (WRITE, WRITE),
    "stories/hero": (WRITE, WRITE),
    "stories/fact": (WRITE, WRITE),
    "stories/power": (WRITE, WRITE),
    "stories/tone": (WRITE, WRITE),
    "stories/companion": (WRITE, WRITE),
    "stories/story": (JUDGE, JUDGE | {"delete"}),
    "stories/feedback": (SEE, SEE),
    "stories/teller": (NOT, WRITE),
    "stories/allowance": (NOT, SEE),
    "stories/charge": (NOT, SEE),
    "admin/logentry": (NOT, SEE),
    "axes/accesslog": (NOT, SEE),
    "axes/accessfailurelog": (NOT, SEE),
}
CURATORS_RIGHTS = {  # as an administrator would tick them
    *(f"{verb}_{kind}" for verb in ("add", "change", "delete", "view") for kind in ("dynasty", "hero", "fact", "power", "tone", "companion")),
    "change_story",
    "view_story",
    "view_feedback",
}  # fmt: skip


def _kind(what: str, *may: frozenset[str]) -> list[Door]:
    if not what:  # the old address of a row, there or not, leads on to the new one
        return _admin(verbs=ANY.replace(" TRACE", ""))
    doors = _admin(*_let_in(what, may))
    return [Door("POST", (*SIGN_IN, *_let_in("change", may))), *doors] if what == "see" else doors


def _let_in(what: str, may: tuple[frozenset[str], ...]) -> list[Any]:
    return ["in" if what in rights else 403 for rights in may]


def table() -> dict[str, list[Door]]:
    """Address, as the URLconf writes it -> its lines."""
    rows = {f"{kind}/{page}": _kind(what, *may) for kind, may in KINDS.items() for page, what in PAGES.items()}
    return {**DOORS, **{f"admin/{address}": doors for address, doors in {**ADMIN, **rows}.items()}}


# The sockets: what each is told, a first state or a close code.
SOCKETS = {"ws/stories/<uuid:story_id>/": (4404, 4404, "waiting", 4404, 4404, 4404)}
