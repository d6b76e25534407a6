"""A real Chromium against a live server. What the page complains about fails the test.

`page` is a new tab; `sign_in(page, user)` gives it a session; `shot(page, "name")` keeps a picture
when CTPLATFORM_SHOTS names a folder. Our CSP forbids eval: wait with locators and `expect`, never
with `page.wait_for_function("...")`.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from ctplatform.benchmarks.workloads.pages import ARGUMENTS, CHROMIUMS

# Playwright's loop runs in this thread; Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOW_TO_GET = "no Chromium on PATH: `apt-get install chromium` brings one"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip(HOW_TO_GET)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_tab(browser, live_server):
    """Return a maker of tabs: open_tab(width=390, theme="dark", touch=True). Complaints fail."""
    contexts, complaints = [], []

    def open_tab(width=1440, height=900, theme="light", **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda message: _note(message, page, complaints, open_tab.forgiven))
        return page

    open_tab.forgiven = []  # words of complaints that a test provokes

    yield open_tab
    for context in contexts:
        context.close()
    assert complaints == []


def _note(message, page, complaints, forgiven):
    """Keep errors, CSP violations among them; a page that answers 4xx by intent is none, nor is
    what a test's own `set_offline` cuts off."""
    if message.type != "error" or "ERR_INTERNET_DISCONNECTED" in message.text:
        return
    if any(words in message.text for words in forgiven):
        return
    if "Failed to load resource" in message.text and message.location.get("url") == page.url:
        return
    complaints.append(f"console: {message.text} ({message.location.get('url')})")


@pytest.fixture
def page(open_tab):
    return open_tab()


@pytest.fixture
def sign_in(live_server):
    """Return a function that signs a user in to a tab by session cookie."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return sign_in


@pytest.fixture
def axe():
    """Return a function that lists what axe finds serious or critical on the open page."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: `npm ci` brings it")
    source = AXE.read_text()

    def axe(page):
        page.evaluate(f"() => {{ if (!window.axe) {{ {source} }} }}")
        found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
        return [
            f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    return axe


@pytest.fixture
def shot():
    """Return a function that keeps a picture as <name>.png in $CTPLATFORM_SHOTS, if that is set."""
    folder = os.environ.get("CTPLATFORM_SHOTS")

    def shot(page, name, **options):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder, f"{name}.png")), **options)

    return shot


@pytest.fixture
def scrolls_sideways():
    """Return a function that says by how many pixels the page is wider than its window."""
    return lambda page: page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.fixture
def looks_right(axe, shot, scrolls_sideways):
    """Return a function that measures the open page: light and dark, on a desk and on a phone."""

    def looks_right(page, name):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for theme in ("dark", "light"):
                page.emulate_media(color_scheme=theme)
                shot(page, f"{name}-{width}-{theme}", full_page=True)
                assert axe(page) == [], f"{name}, {width}, {theme}"
            assert scrolls_sideways(page) == 0, f"{name}, {width}"

    return looks_right
