"""Every kind of chart in every state: nothing leaves its drawing, covers other words or scrolls.

One page draws all states of the kinds that the server lays out; the network and the map through
time are drawn by scripts, each on a page of its own.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.chart_states import (
    COUNTRIES,
    FROM_RIGHT,
    LONG,
    STATES,
    series_in_every_state,
)
from tests.factories import incidents as make
from tests.factories.curation import Team

WRONG_TEXTS = """() => {
  const found = [];
  const meet = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  const state = (svg) => `${svg.closest("[data-state]")?.dataset.state} ${svg.classList}`;
  for (const svg of document.querySelectorAll("main svg.chart-svg")) {
    if (!svg.checkVisibility()) continue;
    const frame = svg.getBoundingClientRect();
    const all = [...svg.querySelectorAll("text:not(.tie-doubt-sign)")];
    const words = (text) => text.textContent.trim();
    const texts = all.filter(words);
    const boxes = texts.map((text) => text.getBoundingClientRect());
    boxes.forEach((box, n) => {
      const said = `${state(svg)}: ${words(texts[n])}`;
      const across = Math.max(frame.left - box.left, box.right - frame.right);
      const beyond = Math.max(across, frame.top - box.top, box.bottom - frame.bottom);
      if (beyond > 3) found.push(`${said} is ${beyond} px outside`);
      const covered = boxes.findIndex((other, m) => m > n && meet(box, other));
      if (covered > 0) found.push(`${said} covers ${words(texts[covered])}`);
    });
  }
  return found;
}"""
LOOKS = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
AXE = ((1280, "light"), (390, "dark"))


@pytest.fixture(autouse=True)
def page_of_states(settings):
    settings.ROOT_URLCONF = "tests.browser.urls"


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def checked(axe, shot, scrolls_sideways):
    """Return a function that measures the open page in light, dark, on a phone and on paper."""

    def checked(page, name):
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            check(page, f"{name}-{width}-{theme}")
            if (width, theme) in AXE:
                assert axe(page) == [], name
        page.set_viewport_size({"width": 720, "height": 1000})  # a sheet of A4
        page.emulate_media(media="print")
        check(page, f"{name}-print")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 900})

    def check(page, name):
        page.wait_for_timeout(250)  # a network is redrawn for the width of its window
        shot(page, name, full_page=True)
        assert scrolls_sideways(page) == 0, name
        wrong = page.evaluate(WRONG_TEXTS)
        assert not wrong, "\n".join([name, *wrong])

    return checked


def test_charts_of_a_series_and_lanes_in_every_state(page, sign_in, team, checked):
    series_in_every_state(team)
    sign_in(page, team.reader).goto("/chart-states/")
    grouped = sum(bool(groups) for _points, groups in STATES.values())
    expect(page.locator("[data-state]")).to_have_count(4 * len(STATES) - 1 + grouped)
    empty = page.locator("[data-state='none'] [data-empty]")
    said = ["so there is nothing to draw"] * 2 + ["No incident that is counted here has a fatality"]
    expect(empty).to_contain_text(said)
    steps = ".chart-wide.chart-steps .mark"
    for state, points in (("one", 1), ("two", 2), ("many", 500), ("groups", 4 * 24)):
        expect(page.locator(f"[data-state='{state}'] {steps}")).to_have_count(points)
    cells = page.locator("[data-state='groups'] .chart-wide.chart-multiples .cell-label")
    expect(cells).to_have_count(12)
    checked(page, "states")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    assert page.evaluate(WRONG_TEXTS) == []


@pytest.mark.parametrize("state", ["none", "one", "two", "many", "long", "right"])
def test_network_in_every_state(page, sign_in, team, checked, state):
    names = {"none": (), "one": ("A",), "two": ("A", "B"), "long": LONG, "right": FROM_RIGHT}
    names = names.get(state, [f"Katiba number {n}" for n in range(60)])
    actors = [make.ActorFactory(project=team.project, name=each) for each in names]
    for n in range(1, len(actors)):
        make.ActorRelationFactory(
            subject=actors[n],
            object=actors[n // 3],
            status=("asserted", "alleged")[n % 2],
            claimant_words="officials" if n % 2 else "",
        )
    sign_in(page, team.reader).goto(f"/network/?project={team.project.slug}")
    if len(actors) > 1:
        expect(page.locator("[data-network][data-ready]")).to_be_visible()
        expect(page.locator(".network-figure .network-node")).to_have_count(len(actors))
    else:
        expect(page.get_by_text("No relation")).to_be_visible()
    checked(page, f"network-{state}")


@pytest.mark.parametrize("state", ["none", "one", "many", "right"])
def test_map_through_time_in_every_state(page, sign_in, team, checked, state):
    names = FROM_RIGHT if state == "right" else (*COUNTRIES, *LONG)
    n = {"none": 0, "one": 1, "right": 3}.get(state, 60)
    places = [
        make.PlaceFactory(project=team.project, name=each, lat=10 + at, lon=at)
        for at, each in enumerate(names[:n])
    ]
    for at in range(n):
        make.IncidentFactory(
            project=team.project,
            place=places[at % len(places)],
            date=f"{2000 + at // 12}-{at % 12 + 1:02}",
            title=names[at % len(names)],
            published=True,
        )
    sign_in(page, team.reader).goto(f"/incidents/?project={team.project.slug}&view=map&by=month")
    if n:
        expect(page.locator(".map[data-ready]")).to_be_visible()
    checked(page, f"map-{state}")
