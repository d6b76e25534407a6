"""Take the README's pictures from a running demo, in Chromium, into .github/pictures.

python3 manage.py run                        # in another terminal
.venv/bin/python -m tests.browser.pictures
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from ctplatform.benchmarks.pages import CHROMIUMS

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / ".github" / "pictures"
SIZE = {"width": 1280, "height": 800}
PAGES = {
    "home": "/?project=demo",
    "library": "/articles/?project=demo",
    "reading": "/articles/?project=demo",
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

MARK = 10  # the passage of the text that is opened: the first count of the dead


def main():
    data = Path(os.environ.get("CTPLATFORM_DATA", ROOT / "var"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--only", choices=PAGES)
    options = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = {options.only: PAGES[options.only]} if options.only else PAGES
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, CHROMIUMS)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            context = browser.new_context(
                base_url=options.address, viewport=SIZE, color_scheme=theme, reduced_motion="reduce"
            )
            page = context.new_page()
            sign_in(page, *phrase(data))
            for name, address in wanted.items():
                take(page, name, address, PICTURES / f"{name}-{theme}.png")
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


def take(page, name, address, path):
    page.goto(address)
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
