"""No page of the demo shows an id, a slug or a code where a name should stand."""

import re
from collections import Counter, deque
from html import unescape

import pytest
from django.test import Client

from ctplatform.accounts.models import User
from incidents.models import Actor, Incident, Place
from tests.demo_rows import demo_rows
from tests.visible_text import raw_values, visible_text

BACKEND = "django.contrib.auth.backends.ModelBackend"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
OF_EACH = 3  # pages of each kind of address
ELSEWHERE = re.compile(r"/(static|api|admin)/|.*(export|sign-out|\.(csv|svg|png|json|html|docx))")
"""Files among them: a report cites its passages by their whole addresses."""
OWN_NAMES = re.compile(r"/(projects|codebooks|codes|region-sets|sources|account)/")
"""Addresses of forms in which people themselves choose the short name of something."""
WORDS = {"US"}  # also a word of titles
PROGRAMS = {"ATLAS.ti"}
CITED = re.compile(r"/releases/[^/]+/$")
"""A release is cited by its whole address, which ends with its id."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    with demo_rows(django_db_blocker, tmp_path_factory.mktemp("data")):
        yield


def walk(client, start):
    """(address, HTML) of the pages that links lead to, a few of each kind."""
    todo, kinds, seen = deque([start]), Counter(), {start}
    while todo:
        address = todo.popleft()
        answer = client.get(address, follow=True)
        assert answer.status_code < 500, address
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        html = answer.content.decode()
        yield address, html
        for link in map(unescape, re.findall(r'href="([^"#]+)', html)):
            link = address.split("?")[0] + link if link.startswith("?") else link
            kind = UUID.sub("*", link.split("?")[0])
            if link.startswith("/") and not ELSEWHERE.match(link) and link not in seen:
                seen.add(link)
                kinds[kind] += 1
                if kinds[kind] <= OF_EACH:
                    todo.append(link)


def is_cited(address, value):
    """Whether a page cites its own address."""
    return bool(CITED.match(address)) and value in address


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["amira", "jonas"])
def test_no_page_of_the_demo_shows_an_id_a_slug_or_a_code(demo, settings, name):
    settings.REQUEST_LIMITS = dict.fromkeys(settings.REQUEST_LIMITS)
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    countries = {*Incident.objects.values_list("country", flat=True)}
    countries |= {*Actor.objects.values_list("country", flat=True)}
    codes = frozenset(filter(None, countries)) - WORDS
    pages, found = 0, {}
    for address, html in walk(client, "/?project=demo"):
        pages += 1
        raw = {each for each in raw_values(html, codes) - PROGRAMS if not is_cited(address, each)}
        if raw and not OWN_NAMES.match(address):
            found[address] = sorted(raw)
    assert pages > 100
    assert found == {}


@pytest.mark.pure
def test_the_walk_sees_what_people_read_and_nothing_else():
    html = """<main data-id="01a21fb4-6a3f-7135-b65d-e41f99e2a129"><p>Mali</p>
        <script>armed_assault</script><code>x_y</code><img alt="bar_chart" src="a_b.png">
        <input value="DETAIL.place"><input type="hidden" value="c_d"><b>ML, NE</b></main>"""
    assert raw_values(html, frozenset({"ML"})) == {"bar_chart", "DETAIL.place", "ML"}
    assert "armed_assault" not in visible_text(html)


@pytest.mark.django_db
def test_a_place_names_the_languages_of_its_names(demo):
    client = Client()
    client.force_login(User.objects.get(username="amira"), backend=BACKEND)
    place = Place.objects.get(iso_alpha2="ML", project=None)
    html = client.get(f"/places/{place.pk}/?project=demo").content.decode()
    assert "<small>Arabic</small>" in html
    assert "<code>ar</code>" not in html
