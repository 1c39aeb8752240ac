"""`make icons`: the icon of an installed app, drawn from static/img/icon.svg by Chromium. Browsers install nothing without a PNG."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

IMAGES = Path(__file__).resolve().parent.parent / "static/img"
PAPER = "#f7eedb"
# Name -> pixels, and how much of them the seal takes: a phone may cut a circle out of a maskable one.
ICONS = {"icon-192.png": (192, 0.86), "icon-512.png": (512, 0.86), "icon-maskable.png": (512, 0.6), "icon-apple.png": (180, 0.72)}


def main() -> None:
    seal = re.sub("<svg ", '<svg width="{side}" height="{side}" ', (IMAGES / "icon.svg").read_text(encoding="utf-8"), count=1)
    for name, (pixels, share) in ICONS.items():
        side = round(pixels * share)
        _draw(IMAGES / name, pixels, seal.replace("{side}", str(side)), "transparent" if share > 0.8 else PAPER)


def _draw(file: Path, pixels: int, seal: str, ground: str) -> None:
    style = f"margin:0;width:{pixels}px;height:{pixels}px;display:grid;place-items:center;background:{ground}"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "icon.html"
        page.write_text(f'<!doctype html><body style="{style}">{seal}', encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000"]
        words = [chromium, *flags, f"--window-size={pixels},{pixels}", f"--screenshot={file}", page.as_uri()]
        subprocess.run(words, check=True, capture_output=True)


if __name__ == "__main__":
    main()
