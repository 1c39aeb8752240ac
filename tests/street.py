"""Six people before the house, for tests that walk through tests/doors.py."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from stories import access
from stories.models import (
    Account,
    Allowance,
    Charge,
    Child,
    Companion,
    Dynasty,
    Fact,
    Feedback,
    Hero,
    Power,
    Series,
    Share,
    Story,
    Teller,
    Tone,
)
from tests.doors import CURATORS_RIGHTS, KINDS, RESET_BY_KEY


class Street:
    """Six people before the house, and one row of each kind. What Alice owns nobody else may so much as guess."""

    def __init__(self) -> None:
        self.visitors = {"charlie": access.new_visitor(), "alice": access.new_visitor()}
        account = Account.objects.create_user("account")
        curator = Account.objects.create_user("curator", is_staff=True)
        curator.user_permissions.set(Permission.objects.filter(codename__in=CURATORS_RIGHTS))
        self.accounts = {"account": account, "curator": curator, "superuser": Account.objects.create_superuser("superuser")}
        self.story = _rows(account, self.visitors["alice"])
        self.child = Child.objects.get().pk
        self.series, self.share = _series(self.visitors["alice"])
        self.sessions: dict[str, str] = {}
        # One browser for all: each new one looks at all files first.
        said = {"raise_request_exception": False, "headers": {"accept-language": "zh-CN"}}
        self.browsers = {with_token: Client(enforce_csrf_checks=not with_token, **said) for with_token in (True, False)}

    def visit(self, person: str, verb: str, address: str, with_token: bool = True):
        browser = self.browsers[with_token]
        browser.cookies = self.cookies(person)
        return browser.generic(verb, self.path(address))

    def cookies(self, person: str) -> SimpleCookie:
        cookies = SimpleCookie()
        if person in self.visitors:
            cookies[access.COOKIE] = access.cookie_of(self.visitors[person])
        if person in self.accounts:
            cookies[settings.SESSION_COOKIE_NAME] = self._session(person)
        return cookies

    def _session(self, person: str) -> str:
        """Signed in until somebody signs out: it is a quarter of the work."""
        if not SessionStore().exists(self.sessions.get(person)):
            other = Client()
            other.force_login(self.accounts[person])
            self.sessions[person] = other.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[person]

    def path(self, address: str) -> str:
        kind = next((kind for kind in KINDS if address.startswith(f"admin/{kind}/")), None)
        row = apps.get_model(kind.replace("/", "."))._default_manager.latest("pk") if kind else None
        path = address.replace("<uuid:story_id>", str(self.story.pk)).replace("<app_label>", "stories")
        path = path.replace("<int:child_id>", str(self.child))
        path = path.replace("<uuid:series_id>", str(self.series.pk)).replace("<str:kind>", "html")
        path = path.replace("<str:token>", self.share.token).replace("<int:share_id>", str(self.share.pk))
        path = path.replace("(?P<url>.*)$", "nowhere/").replace("<path:content_type_id>/<path:object_id>", "1/0")
        path = path.replace(RESET_BY_KEY, "accounts/password/reset/key/1-nobodys-key/")
        return "/" + re.sub(r"<(path:object_)?id>", lambda found: str(row.pk), path)


def _series(visitor: str) -> tuple[Series, Share]:
    """A chapter that is told, and an open link to it."""
    series = Series.objects.create(visitor=visitor)
    told = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD, "text": "从前。", "series": series, "chapter": 1}
    chapter = Story.objects.create(visitor=visitor, request_key="chapter", title="云上的桥", seed="seed", **told)
    return series, Share.objects.create(story=chapter, until=timezone.now() + timedelta(days=1))


def _rows(account: Account, visitor: str) -> Story:
    words = {"name_zh": "宋", "name_en": "Song"}
    dynasty = Dynasty.objects.create(slug="song", **words)
    hero = Hero.objects.create(slug="shen-kuo", dynasty=dynasty, who_zh="官", who_en="official", **words)
    Fact.objects.create(slug="fact", hero=hero, text_zh="写书。", text_en="He wrote.")
    for kind in (Power, Tone, Companion):
        kind.objects.create(slug="one", **words)
    Teller.objects.create(name="one", endpoint="builtin")
    Group.objects.create(name="one")
    said = {"title": "云上的桥", "dynasty": dynasty, "dynasty_words": "宋", "seed": "seed"}
    story = Story.objects.create(visitor=visitor, request_key="key", **said)
    Child.objects.create(visitor=visitor, nickname="Mei")
    Feedback.objects.create(story=story, face=1, reason="dull")
    Allowance.objects.create(day="2026-11-23", scope="site")
    Charge.objects.create(day="2026-11-23", reserved=1)
    LogEntry.objects.log_actions(account.pk, [story], CHANGE, "x")
    seen = {"username": "x", "ip_address": "127.0.0.1", "user_agent": "", "http_accept": "", "path_info": "/"}
    AccessLog.objects.create(**seen)
    AccessFailureLog.objects.create(**seen)
    return story
