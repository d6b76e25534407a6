"""The timeline of a project and a release of its data, as people see them."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from ctplatform.jobs.worker.running import run_job
from incidents.releases import services
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def desk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    project = ProjectFactory(slug="sahel", title="Sahel", visibility="public")
    own = {"project": project, "published": True}
    for n in range(1, 13):
        make.IncidentFactory(title=f"Raid on post number {n}", date=f"2015-{n:02}-10", **own)
    for title, date in (
        ("Siege of the town", "2015-03/2015-06"),
        ("Campaign that goes on", "2014-06/.."),
        ("Feud", "2014-09/"),
    ):
        make.IncidentFactory(title=title, date=date, country="ML", **own)
    make.IncidentFactory(title="Rumoured raid", date="2015-05", project=project)
    make.WarningFactory(title="Cable to the embassy", date="2015-02", heeded="no", project=project)
    judged = make.AssessmentFactory(statement="There will be more attacks", **own)
    make.JudgementFactory(assessment=judged, date=dt.date(2015, 4, 1), probability="0.6")
    people = {role: member(project, role) for role in ("editor", "reviewer")}
    return project, people


def released(project, people, **values):
    release = services.request_release(
        by=people["editor"],
        project=project,
        address=lambda pk: f"https://example.org/releases/{pk}/",
        name="sahel",
        title="Attacks in the Sahel",
        creators=["Doe, Jane", "Sahel Institute"],
        publisher="Sahel Institute",
        licence="CC-BY-4.0",
        **values,
    )
    run_job(release.job)
    release.refresh_from_db()
    return release


def test_timeline(desk, page, sign_in, looks_right):
    project, people = desk
    sign_in(page, people["editor"]).goto(f"/timeline/?project={project.slug}")
    drawing = page.locator(".timeline-lanes svg")
    expect(drawing.locator("[data-line]")).to_have_count(4)
    drawing.locator(".mark[tabindex='0']").focus()
    expect(page.locator(".chart-tip b")).to_contain_text("Campaign that goes on")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".chart-tip b")).to_contain_text("Cable to the embassy")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    looks_right(page, "timeline")
    page.get_by_role("link", name="Zoom in").click()
    expect(page).to_have_url(lambda url: "from=2014-" in url or "from=2015-" in url)
    expect(page.get_by_label("From")).not_to_have_value("")


def test_a_release_is_approved_and_read_by_all(desk, page, sign_in, open_tab, looks_right):
    project, people = desk
    first = released(project, people)
    services.approve_release(first, by=people["reviewer"], seen=first.manifest_sha256)
    make.IncidentFactory(title="New", project=project, published=True, date="2016")
    second = released(project, people)
    sign_in(page, people["reviewer"]).goto(f"/releases/{second.pk}/")
    looks_right(page, "release-draft")
    page.get_by_role("button", name="Approve and release").click()
    expect(page.get_by_text("Released. It never changes from now on.")).to_be_visible()
    anybody = open_tab()
    anybody.goto(f"/releases/{second.pk}/")
    expect(anybody.get_by_role("heading", name="Attacks in the Sahel")).to_be_visible()
    with anybody.expect_download() as download:
        anybody.get_by_role("link", name="incidents.csv").click()
    assert download.value.suggested_filename == "incidents.csv"
    looks_right(anybody, "release")


def test_the_form_of_a_release(desk, page, sign_in, looks_right):
    project, people = desk
    sign_in(page, people["editor"]).goto(f"/releases/new/?project={project.slug}&country=ML")
    expect(page.get_by_text("3 incidents would be released now")).to_be_visible()
    looks_right(page, "release-new")
    page.get_by_label("Creators").fill("Doe, Jane")
    page.get_by_role("button", name="Make the files").click()
    expect(page.get_by_text("Its files are being made.")).to_be_visible()
