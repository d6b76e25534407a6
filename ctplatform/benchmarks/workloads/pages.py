"""The reading page in a real Chromium: when it is ready, its requests, how it scrolls."""

import contextlib
import shutil
import time
from dataclasses import dataclass, field

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
READY = "() => performance.getEntriesByName('annotations-painted')[0]?.startTime"
LONG_TASKS = """
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ entryTypes: ["longtask"] });
"""
SCROLLS = 60


@dataclass
class Seen:
    """The measurements of one page.

    `seconds` until every annotation is drawn or counted, number of `files` and `elements`, and the
    milliseconds of each of the `tasks` over 50 ms while scrolling.
    """

    seconds: list = field(default_factory=list)
    files: int = 0
    elements: int = 0
    tasks: list = field(default_factory=list)


@contextlib.contextmanager
def browser():
    """A Chromium, or None if it or the test tools are missing."""
    binary = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    try:
        # Part of the test environment; the running product does not need it.
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        binary = None
    if not binary:
        yield None
        return
    with sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield found
        found.close()


def signed_in(chromium, base: str, username: str, password: str):
    """A new tab with a signed-in user."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(LONG_TASKS)
    page.goto(f"{base}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def opened(page, address: str, rounds: int = 3) -> Seen:
    """Open a text several times, and scroll through it the last time."""
    seen, asked = Seen(), []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(rounds):
        asked.clear()
        seen.seconds.append(_ready(page, address))
    seen.files = len(asked)
    seen.elements = page.evaluate("() => document.querySelectorAll('*').length")
    page.evaluate("() => { window.longTasks = []; }")
    for _ in range(SCROLLS):
        page.mouse.wheel(0, 1200)
        page.wait_for_timeout(30)
    seen.tasks = page.evaluate("() => window.longTasks")
    seen.seconds.sort()
    return seen


def opened_from_afar(page, address: str, milliseconds: int = 100) -> float:
    """Seconds until a text is ready if each answer has this latency and nothing is cached."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    limits = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {**limits, "latency": milliseconds})
    try:
        return _ready(page, address)
    finally:
        network.detach()


def _ready(page, address):
    page.goto(address, wait_until="commit")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if mark := page.evaluate(READY):
            return mark / 1000
        time.sleep(0.02)
    return float("inf")
