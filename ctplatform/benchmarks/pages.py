"""The reading page in a real Chromium: when is every annotation drawn?"""

import shutil
import time

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def painted(port: int, username: str, password: str, article: str, rounds: int = 3):
    """Seconds from navigation to `annotations-painted`, per round; None without a browser."""
    binary = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    try:
        # A tool of the test environment: the running product does without it.
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        return None
    if not binary:
        return None
    base = f"http://127.0.0.1:{port}"
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=binary, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{base}/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        found = [_painted(page, f"{base}/articles/{article}/") for _ in range(rounds)]
        browser.close()
    return sorted(found)


def _painted(page, address):
    page.goto(address, wait_until="commit")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        mark = page.evaluate(
            "() => performance.getEntriesByName('annotations-painted')[0]?.startTime"
        )
        if mark:
            return mark / 1000
        time.sleep(0.02)
    return float("inf")
