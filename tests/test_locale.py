"""Both languages always: every string is written in Chinese too, and the committed catalogue is the compiled one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.chromium import need
from tests.house import ROOT

MESSAGES = Path("locale/zh_Hans/LC_MESSAGES")
LEFT_AT_HOME = shutil.ignore_patterns(".venv", ".git", "var", "node_modules", "__pycache__", ".*_cache")


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


def test_the_compiled_catalogue_is_fresh(tmp_path):
    need(shutil.which("msgfmt"), "gettext")
    subprocess.run(["msgfmt", "-o", tmp_path / "fresh.mo", ROOT / MESSAGES / "django.po"], check=True)
    assert _unmade(tmp_path / "fresh.mo") == _unmade(ROOT / MESSAGES / "django.mo")


def _said(po: str) -> set[str]:
    joined = re.sub(r'"\n"', "", po)
    return set(re.findall(r'^msgid "(.*)"$', joined, re.M))


def _unmade(mo: Path) -> str:
    return subprocess.run(["msgunfmt", mo], check=True, capture_output=True, text=True).stdout
