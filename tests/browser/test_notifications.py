"""Notifications as people use them: by keys, in both themes, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from annotations.comments.services import comment
from ctplatform.curation import services as curation
from ctplatform.notifications.models import Notification
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team


@pytest.fixture
def team():
    team = Team()
    article = make.article(team.project, team.author, "Two men came. They left.", title="Note")
    passage = make.annotation(article, team.author, "Two men")
    comment("annotation", passage, "Which of them?", by=team.reviewer)
    comment("annotation", passage, f"@{team.author.username}, please.", by=team.editor)
    curation.publish(team.candidate(title="Gao checkpoint"), by=team.reviewer)
    curation.reject(team.proposal(), by=team.second, reason="No.")
    return team


@pytest.mark.parametrize(
    ("name", "options"),
    [("light", {}), ("dark", {"theme": "dark"}), ("390", {"width": 390})],
)
def test_notifications_are_listed_and_seen(
    open_tab, sign_in, shot, axe, scrolls_sideways, team, name, options
):
    page = sign_in(open_tab(**options), team.author)
    page.goto("/notifications/")
    for words in ("commented on it", "mentioned you", "published it", "rejected it"):
        expect(page.locator("li").get_by_text(words)).to_be_visible()
    expect(page.locator(".unread")).to_have_count(4)
    page.get_by_text("What you are notified of").click()
    shot(page, f"notifications-{name}")
    assert axe(page) == []
    assert scrolls_sideways(page) <= 0


def test_a_notification_is_opened_and_all_are_seen_by_keys(page, sign_in, team):
    sign_in(page, team.author)
    page.goto("/projects/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/notifications/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/[0-9a-f-]+/"))
    page.goto("/notifications/")
    expect(page.locator(".unread")).to_have_count(3)
    page.keyboard.press("m")
    expect(page.locator(".unread")).to_have_count(0)
    assert not Notification.objects.filter(user=team.author, read=None).exists()


def test_a_mention_is_bold_in_the_panel_and_its_markup_is_plain_text(page, sign_in, shot):
    project, lena = project_with_codes()
    nadia = member(project, "reader", username="nadia", name="Nadia")
    article = make.article(project=project, by=lena, text="Two men came. They left.")
    make.annotation(article, lena, "Two men")
    Reader(sign_in(page, lena), article).open()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    box = page.locator(".passage-panel textarea").last
    box.fill("<i>x</i> @Nadia. And @nobody")
    box.press("Control+Enter")
    said = page.locator(".comment").last
    expect(said).to_contain_text("<i>x</i> @Nadia. And @nobody")
    expect(said.locator("b.mention")).to_have_text(["@Nadia"])
    shot(page, "mention-light")
    assert Notification.objects.get(user=nadia).kind == "mentioned"


def test_members_are_offered_while_a_mention_is_typed_in_the_panel(page, sign_in, shot, axe):
    project, lena = project_with_codes()
    for username, name in (("nadia", "Nadia"), ("jo.nadler", "Jo Nadler"), ("amal", "Amal N.")):
        member(project, "reader", username=username, name=name)
    UserFactory(username="nadine", name="Nadine")
    article = make.article(project=project, by=lena, text="Two men came. They left.")
    make.annotation(article, lena, "Two men")
    Reader(sign_in(page, lena), article).open()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="Answer to this mark")
    box.press_sequentially("mail a@na")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially(" and @Nad")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_text(["Nadia @nadia", "Jo Nadler @jo.nadler"])
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(page.get_by_role("status").get_by_text("2 members match.")).to_have_count(1)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        shot(page, f"mention-list-{theme}")
        assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("mail a@na and @jo.nadler ")
    expect(options).to_have_count(0)
    box.press_sequentially("@nad")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(page.locator(".passage-panel")).to_be_visible()
    assert box.input_value().endswith(" @nad")
    box.press_sequentially("i")
    options.get_by_text("@nadia").click()
    expect(box).to_have_value("mail a@na and @jo.nadler @nadia ")
    expect(box).to_be_focused()
    box.press("Control+Enter")
    expect(page.locator(".comment b.mention")).to_have_text(["@jo.nadler", "@nadia"])


@pytest.mark.parametrize("where", ["proposal", "candidate"])
def test_members_are_offered_in_conversations(open_tab, sign_in, shot, axe, team, where):
    paths = {
        "proposal": lambda: f"/review/{team.proposal().pk}/",
        "candidate": lambda: f"/incidents/{team.candidate(title='Gao').pk}/",
    }
    page = sign_in(open_tab(width=390), team.reviewer)
    page.goto(paths[where]())
    box = page.locator("textarea[data-mentions]")
    box.press_sequentially(f"@{team.author.username[:3]}")
    options = page.get_by_role("listbox", name="Members to mention").get_by_role("option")
    expect(options.first).to_be_visible()
    shot(page, f"mention-list-{where}-390")
    assert axe(page) == []
    box.press("Enter")
    assert box.input_value().startswith("@")
    assert box.input_value().endswith(" ")
