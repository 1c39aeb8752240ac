"""All languages always: every string is written in Chinese too, 繁體 is made of it, and the committed catalogues are the compiled ones."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chromium import need
from tests.house import ROOT

MESSAGES, HANT = Path("locale/zh_Hans/LC_MESSAGES"), Path("locale/zh_Hant/LC_MESSAGES")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}")
traditional = runpy.run_path(str(ROOT / "locale/traditional.py"))["traditional"]
LEFT_AT_HOME = shutil.ignore_patterns(".venv", ".git", "var", "node_modules", "__pycache__", ".*_cache", ".hypothesis")


def test_every_string_is_collected_and_written_in_chinese(tmp_path):
    need(shutil.which("msgfmt"), "gettext")
    house = tmp_path / "house"
    shutil.copytree(ROOT, house, ignore=LEFT_AT_HOME)
    collect = [sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete"]
    subprocess.run(collect, cwd=house, check=True, capture_output=True)
    collected = (house / MESSAGES / "django.po").read_text(encoding="utf-8")
    assert _said(collected) == _said((ROOT / MESSAGES / "django.po").read_text(encoding="utf-8"))
    summary = subprocess.run(
        ["msgfmt", "--statistics", "-o", "/dev/null", house / MESSAGES / "django.po"], capture_output=True, text=True
    ).stderr
    assert "untranslated" not in summary and "fuzzy" not in summary, summary


@pytest.mark.parametrize("messages", [MESSAGES, HANT])
def test_the_compiled_catalogue_is_fresh(tmp_path, messages):
    need(shutil.which("msgfmt"), "gettext")
    subprocess.run(["msgfmt", "-o", tmp_path / "fresh.mo", ROOT / messages / "django.po"], check=True)
    assert _unmade(tmp_path / "fresh.mo") == _unmade(ROOT / messages / "django.mo")


def test_the_catalogue_in_traditional_letters_is_made_of_the_chinese_one():
    simplified, made = ((ROOT / messages / "django.po").read_text(encoding="utf-8") for messages in (MESSAGES, HANT))
    assert traditional(simplified) == made
    assert _said(made) == _said(simplified)
    assert re.findall(PLACEHOLDER, made) == re.findall(PLACEHOLDER, simplified)


def test_only_what_is_said_is_turned_whole_and_with_its_line_breaks():
    head = '# 说书人\nmsgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n\n'
    entries = 'msgid "唐朝 %(n)s"\nmsgstr ""\n"%(n)s 个小程"\n"序一\\n头发"\n'
    made = traditional(head + entries)
    assert '"Language: zh_Hant\\n"' in made and made.endswith('msgid "唐朝 %(n)s"\nmsgstr "%(n)s 個小程式一\\n頭髮"\n')


def _said(po: str) -> set[str]:
    joined = re.sub(r'"\n"', "", po)
    return set(re.findall(r'^msgid "(.*)"$', joined, re.M))


def _unmade(mo: Path) -> str:
    return subprocess.run(["msgunfmt", mo], check=True, capture_output=True, text=True).stdout
