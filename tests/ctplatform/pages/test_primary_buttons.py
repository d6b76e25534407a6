"""A page has one primary button at most: what is done there most often."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from ctplatform.curation import services as curation
from tests.addresses import addresses
from tests.factories.accounts import ProjectFactory, member
from tests.factories.curation import Team
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PAGES = [each for each in addresses() if not each.is_api and not each.path.startswith("/sign-")]
APART = {"dialog", "template", "noscript"}  # shown instead of the page, or not at all
VOID = {"input", "br", "hr", "meta", "link", "img", "path", "circle", "line", "rect"}


class Buttons(HTMLParser):
    """Collect the primary buttons that a page shows when it opens."""

    def __init__(self):
        super().__init__()
        self.depth, self.apart_from, self.found = 0, None, []

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        self.depth += 1
        values = dict(attributes)
        if self.apart_from is None and (tag in APART or "hidden" in values):
            self.apart_from = self.depth
        classes = (values.get("class") or "").split()
        if self.apart_from is None and "button-primary" in classes:
            self.found.append(self.getpos()[0])

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.apart_from == self.depth:
            self.apart_from = None
        self.depth -= 1


def primaries(html):
    parser = Buttons()
    parser.feed(html)
    return len(parser.found)


def pages_of(user, paths):
    """{path: number of primary buttons} of the pages that answer."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for path in paths:
        answer = client.get(path)
        is_page = answer.status_code == 200 and "html" in answer["Content-Type"]
        if is_page and not answer.streaming:
            found[path] = primaries(answer.content.decode())
    return found


@pytest.mark.parametrize("role", ["annotator", "reviewer", "owner"])
def test_no_page_has_two_primary_buttons(role):
    world = World()
    paths = {
        path
        for each in PAGES
        for path in (each.of(world), f"{each.of(world)}?project={world.slug}")
    }
    found = pages_of(world.people[role], sorted(paths))
    assert len(found) > 60
    assert {path: count for path, count in found.items() if count > 1} == {}


def test_no_page_of_an_empty_project_has_two_primary_buttons():
    project = ProjectFactory()
    paths = [f"{each.path}?project={project.slug}" for each in PAGES if each.is_list]
    found = pages_of(member(project, "owner"), [*paths, f"/projects/{project.slug}/settings"])
    assert {path: count for path, count in found.items() if count > 1} == {}


def test_a_proposal_at_odds_has_one_primary_button_for_its_author():
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident, title="Siege of In Amenas")
    other = team.proposal(incident, by=team.annotator, title="In Amenas")
    curation.accept(other, by=team.reviewer)
    assert pages_of(team.author, [f"/review/{proposal.pk}/"]) == {f"/review/{proposal.pk}/": 1}
