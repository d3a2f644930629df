"""Take the pictures of the README: serve the plans in a workspace of their own, and look at the pages.

    .venv/bin/python scripts/screenshots.py        (needs the test environment: make setup-test)

The pictures go to docs/images/.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PLANS = ("plans/foshan-2020", "plans/beijing-air-2017", "plans/canada-goals")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PICTURES = {
    "scorecard": ("/en/foshan-2020/", 1200, 1400),
    "target": ("/en/foshan-2020/targets/park-green-per-capita/", 1200, 1400),
    "calendar": ("/en/beijing-air-2017/datasets/city_air_days/calendar/?year=2016", 1200, 760),
    "areas": ("/en/foshan-2020/indicators/good-air-days/areas/", 1200, 1200),
    "release": ("/r/final/en/canada-goals/", 1200, 1200),
    "figure": ("/zh/beijing-air-2017/figures/pm25-mean/gb3095-2012-uci/110000/2016/", 1200, 1400),
}


def main() -> None:
    """Load, serve, look, stop."""
    qualicity = [sys.executable, "-m", "qualicity"]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"QUALICITY_WORKSPACE": folder}
        for plan in PLANS:
            subprocess.run(
                [*qualicity, "load", plan], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
        frozen = ["release", "plans/canada-goals", "--name", "final", "--note", "For the pictures"]
        subprocess.run(
            [*qualicity, *frozen], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        port = "8399"
        server = subprocess.Popen([*qualicity, "serve", *PLANS, "--port", port], cwd=ROOT, env=environment)
        try:
            _look(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(20)


def _look(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/en/").close()
            break
        except OSError:
            time.sleep(0.2)
    found = subprocess.run(
        ["sh", "scripts/browser.sh", "--find"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        for name, (path, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}{path}")
            page.screenshot(path=images / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
