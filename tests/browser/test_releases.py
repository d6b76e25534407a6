"""A release is made, approved, read signed out, compared and taken down, in a browser."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from ctplatform.jobs.worker.running import run_job
from incidents.models import Incident, Release
from tests.factories import incidents as make
from tests.factories.curation import Team

TITLE = "هجمات الساحل: " + "Attacks in the Sahel and on the coast of the Gulf of Guinea " * 2


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    team = Team(visibility="public")
    own = {"project": team.project, "published": True}
    make.IncidentFactory(title="Raid", country="ML", date="2024-03", **own)
    make.IncidentFactory(title="Ambush", country="NE", **own)
    return team


def press(page, role, name):
    """Focus a control, as Tab does, and press Enter."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def prepare(page, team):
    """Fill in the form of a release by keyboard, and let the worker make its files."""
    page.goto(f"/releases/?project={team.project.slug}")
    press(page, "link", "Prepare a release")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Creators").fill("Doe, Jane\nSahel Institute")
    press(page, "button", "Make the files")
    expect(page.get_by_text("Its files are being made.")).to_be_visible()
    run_job(Release.objects.first().job)
    press(page, "link", "Read this page again")
    return Release.objects.first()


def test_release_is_made_approved_read_and_compared(open_tab, sign_in, looks_right, team):
    maker, approver, reader = open_tab(), open_tab(), open_tab()
    sign_in(maker, team.editor)
    sign_in(approver, team.owner)
    first = prepare(maker, team)
    expect(maker.get_by_text("a second person, a reviewer or above, approves it")).to_be_visible()
    looks_right(maker, "release-draft")
    approver.goto(f"/releases/{first.pk}/")
    press(approver, "button", "Approve and release")
    expect(approver.get_by_text("It never changes from now on.")).to_be_visible()
    Incident.objects.filter(title="Raid").update(title="Raid on a post", version=2)
    second = prepare(maker, team)
    approver.goto(f"/releases/{second.pk}/")
    press(approver, "button", "Approve and release")
    expect(approver.get_by_text("It never changes from now on.")).to_be_visible()

    reader.goto(f"/?project={team.project.slug}")
    press(reader, "link", "Releases")
    reader.wait_for_url(re.compile("/releases/"))
    looks_right(reader, "releases")
    reader.get_by_role("row").nth(1).get_by_role("link").click()
    reader.wait_for_url(re.compile(str(second.pk)))
    expect(reader.get_by_role("link", name="version 1")).to_be_visible()
    changes = reader.get_by_role("region", name="Changes")
    expect(changes.get_by_role("row", name="incidents 0 1 0")).to_be_visible()
    expect(reader.get_by_role("button", name="Approve and release")).to_have_count(0)
    expect(reader.get_by_role("link", name="Take files down")).to_have_count(0)
    looks_right(reader, "release")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="incidents.csv").click()
    content = download.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() == second.files.get(name="incidents.csv").sha256
    assert b"Raid on a post" in content


def test_file_is_taken_down_by_two_people(open_tab, sign_in, looks_right, team):
    names = ("manifest.json", "incidents.csv", "incidents.jsonl", "actors.csv")
    release = make.release(
        team.project,
        team.editor,
        team.owner,
        title=TITLE,
        files=names,
        manifest={"coverage": {"incidents": 1}},
    )
    asker, second, reader = open_tab(), open_tab(), open_tab()
    sign_in(asker, team.editor)
    sign_in(second, team.owner)
    asker.goto(f"/releases/{release.pk}/")
    press(asker, "link", "Take files down")
    looks_right(asker, "release-take-down")
    expect(asker.get_by_label("manifest.json")).to_have_count(0)
    for name in ("incidents.csv", "incidents.jsonl"):
        asker.get_by_label(name).focus()
        asker.keyboard.press("Space")
    asker.get_by_label("Reason").fill("A court demands it: " + "case 12 of 2026; " * 20)
    press(asker, "button", "Request")
    expect(asker.get_by_text("Requested. A second person approves it.")).to_be_visible()
    expect(asker.get_by_role("button", name="Approve and delete")).to_have_count(0)
    second.goto(f"/releases/{release.pk}/")
    looks_right(second, "release-takedown")
    press(second, "button", "Approve and delete the content")
    expect(second.get_by_text("Taken down. The content is deleted.")).to_be_visible()

    reader.goto(f"/releases/{release.pk}/")
    expect(reader.get_by_role("heading", name="Takedowns")).to_be_visible()
    looks_right(reader, "release-taken-down")
    reader.get_by_role("link", name=re.compile("taken down")).first.click()
    expect(reader.get_by_role("heading", name="This file was taken down")).to_be_visible()
    expect(reader.get_by_text("0" * 64)).to_be_visible()
    looks_right(reader, "file-taken-down")
