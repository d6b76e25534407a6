"""Take the README's pictures from a running demo, in Chromium, into docs/pictures.

python3 manage.py run                        # in another terminal
.venv/bin/python docs/pictures.py
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ctplatform.benchmarks.workloads.pages import CHROMIUMS  # noqa: E402 - found through the line above

PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 800}
PAGES = {
    "reading": "/articles/?project=demo",
    "home": "/?project=demo",
    "library": "/articles/?project=demo",
    "dossier": "/incidents/?project=demo&search=siege+amenas",
    "review": "/review/?project=demo",
    "figure": "/figures/?project=demo",
}
LINKS = {
    "reading": "In Amenas: four days and their figures",
    "dossier": "In Amenas gas plant siege",
    "review": "In Amenas gas plant siege",
    "figure": "Attacks, by country",
}
"""Pages that are reached from a list, by the link of this name."""
BY_DARK = ("reading",)
"""Pages that are shown in the dark theme as well."""
MARK = 10  # the passage of the text that is opened: the first count of the dead


def main():
    data = Path(os.environ.get("CTPLATFORM_DATA", ROOT / "var"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    options = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, CHROMIUMS)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            context = browser.new_context(
                base_url=options.address, viewport=SIZE, color_scheme=theme, reduced_motion="reduce"
            )
            page = context.new_page()
            sign_in(page, *phrase(data))
            for name in PAGES if theme == "light" else BY_DARK:
                take(page, name, PICTURES / f"{name}-{theme}.png")
        browser.close()


def phrase(data: Path, username="amira") -> tuple[str, str]:
    """The pass phrase of a person of the demo."""
    for line in (data / "sign-ins.txt").read_text(encoding="utf-8").splitlines():
        if line.split()[:1] == [username]:
            return username, line.split()[1]
    raise SystemExit(f"{username} is not in {data / 'sign-ins.txt'}.")


def sign_in(page, username, password):
    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def take(page, name, path):
    """Open a page of the demo, and keep what the window shows; of the text one passage is open."""
    page.goto(PAGES[name])
    if link := LINKS.get(name):
        page.locator("main").get_by_role("link", name=link).first.click()
    page.wait_for_load_state("networkidle")
    if name == "reading":
        for _ in range(MARK):
            page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
