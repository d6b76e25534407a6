"""The network of many actors: names apart, signs of doubt, keyboard, zoom, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

STATUSES = ("asserted", "asserted", "alleged", "rejected", "hypothesised", "ended")
OVERLAPS = """(names) => {
  const boxes = names.map((name) => name.getBoundingClientRect());
  const meet = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => meet(one, other))).length;
}"""


@pytest.fixture
def desk():
    project = ProjectFactory(slug="sahel")
    return project, member(project, "annotator")


def relate(actors, one, other, **values):
    return make.ActorRelationFactory(subject=actors[one], object=actors[other], **values)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_three_hundred_actors(desk, open_tab, sign_in, shot, width, theme):
    project, lena = desk
    actors = [make.ActorFactory(project=project, name=f"Katiba number {n}") for n in range(300)]
    for n in range(1, 300):
        status = STATUSES[n % 6]
        who = {"claimant_words": "officials"} if status in ("alleged", "rejected") else {}
        relate(actors, n, n // 4, kind="part_of", status=status, **who)
        relate(
            actors, n, (n * 7) % n, kind="allied_with", polarity=("asserts", "denies")[n % 9 == 0]
        )
    page = sign_in(open_tab(width=width, theme=theme), lena)
    page.goto(f"/network/?project={project.slug}")
    expect(page.locator("[data-network][data-ready]")).to_be_visible(timeout=20_000)
    names = page.locator(".network-figure .node-name")
    few = names.count()
    assert page.locator(".network-figure .network-node").count() == 300
    assert names.evaluate_all(OVERLAPS) == 0
    expect(page.locator("[data-unnamed]")).to_contain_text(f"{300 - few} names have no room")
    assert page.locator(".network-figure .tie-alleged ~ g .tie-doubt").count() == 50
    shot(page, f"network-300-{theme}-{width}")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    assert names.count() > few
    assert names.evaluate_all(OVERLAPS) == 0


def test_keys_lead_from_actor_to_actor_and_to_a_tie(desk, page, sign_in):
    project, lena = desk
    actors = [make.ActorFactory(project=project, name=f"Group {n}") for n in range(3)]
    relate(actors, 0, 1)
    relate(actors, 0, 2, kind="hosts", status="alleged", claimant_words="media")
    sign_in(page, lena).goto(f"/network/?project={project.slug}")
    stop = page.locator("[data-network][data-ready] .network-node[tabindex='0']")
    stop.focus()
    tip = page.locator(".chart-tip b")
    expect(tip).to_have_text("Group 0, 1 tie, 1 more alleged, hypothesised or intended")
    page.keyboard.press("ArrowUp")
    expect(tip).to_contain_text("Group 0 is affiliated with Group 1")
    page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text("Group 0 hosts Group 2 (alleged by media, no verdict yet)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Group 0", level=1)).to_be_visible()


def test_axe_finds_nothing_serious(desk, page, sign_in, looks_right, axe):
    project, lena = desk
    actors = [make.ActorFactory(project=project, name=f"Group {n}") for n in range(4)]
    relate(actors, 0, 1, kind="part_of")
    relate(actors, 0, 2, kind="hosts", status="alleged", claimant_words="media")
    relate(actors, 1, 2, kind="allied_with", polarity="denies")
    relate(actors, 3, 0, kind="unrelated_to")
    sign_in(page, lena).goto(f"/network/?project={project.slug}")
    stop = page.locator("[data-network][data-ready] .network-node[tabindex='0']")
    expect(stop).to_be_visible()
    looks_right(page, "network")
    stop.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".chart-tip b")).to_be_visible()
    assert axe(page) == []


def test_tab_passes_through_the_drawing_in_one_stop(desk, page, sign_in):
    project, lena = desk
    actors = [make.ActorFactory(project=project, name=f"Group {n}") for n in range(5)]
    for n in range(1, 5):
        relate(actors, 0, n)
    sign_in(page, lena).goto(f"/network/?project={project.slug}")
    page.locator("[data-network][data-ready] .network-node[tabindex='0']").focus()
    inside = "() => Boolean(document.activeElement.closest('svg'))"
    assert page.evaluate(inside)
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside)


def test_without_scripts_the_server_draws_few_and_lists_all(desk, open_tab, sign_in):
    project, lena = desk
    actors = [make.ActorFactory(project=project, name=f"Group {n}") for n in range(3)]
    relate(actors, 0, 1, status="alleged", claimant_words="media")
    page = sign_in(open_tab(java_script_enabled=False), lena)
    page.goto(f"/network/?project={project.slug}")
    expect(page.locator(".network-frame text", has_text="alleged by media")).to_be_visible()
    expect(page.get_by_role("heading", name="Measures")).to_be_visible()


def test_a_drawing_that_cannot_be_fetched_says_so(desk, open_tab, sign_in):
    project, lena = desk
    actors = [make.ActorFactory(project=project) for _ in range(2)]
    relate(actors, 0, 1)
    open_tab.forgiven.append("503")
    page = sign_in(open_tab(), lena)
    page.route("**/api/v1/network/**", lambda route: route.fulfill(status=503))
    page.goto(f"/network/?project={project.slug}")
    expect(page.get_by_text("The drawing could not be fetched")).to_be_visible()
    expect(page.locator(".network-node")).to_have_count(2)
