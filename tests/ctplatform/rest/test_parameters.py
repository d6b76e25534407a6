"""Parameters of every address: unknown ones are refused, empty ones are alike."""

import re

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.addresses import addresses
from tests.ctplatform.rest.client import check_problem, pointers
from tests.ctplatform.rest.operations import operations
from tests.factories import annotations as texts
from tests.factories.accounts import UserFactory
from tests.factories.world import World

pytestmark = pytest.mark.django_db
CONTROLS = {
    "cursor",
    "page_size",
    "ordering",
    "format",
    "name",
    "actor",
    "expression",
    "merged",
    "project",
    "within",
}
"""Parameters that are refused where they are empty: they say how, not which rows."""
WITHOUT = {"/api/v1/schema/", "/api/v1/docs/"}


def test_every_address_refuses_a_parameter_that_it_does_not_know():
    world, silent, seen = World(), [], 0
    web = APIClient()
    web.force_authenticate(world.editor)
    for address in addresses():
        if not address.is_api or address.path in WITHOUT:
            continue
        plain = web.get(address.of(world), HTTP_ACCEPT="*/*")
        if plain.status_code == 405:
            continue
        seen += 1
        answer = web.get(f"{address.of(world)}?nonsense=1", HTTP_ACCEPT="*/*")
        if answer.status_code != 400 or "?nonsense" not in pointers(answer):
            silent.append((address.path, answer.status_code))
    assert silent == []
    assert seen > 120


def test_an_empty_filter_is_as_one_that_is_not_given(schema):
    world, wrong, asked = World(), [], 0
    web = APIClient()
    web.force_authenticate(world.editor)
    known = {re.sub("{[^}]+}", "{}", each.path): each for each in addresses()}
    for template, method, operation in operations(schema):
        path = known[re.sub("{[^}]+}", "{}", template)].of(world)
        names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
        if method != "get" or not names:
            continue
        plain = said(web.get(path, HTTP_ACCEPT="*/*"))
        for name in names:
            asked += 1
            answer = web.get(f"{path}?{name}=", HTTP_ACCEPT="*/*")
            is_same = said(answer) == plain
            is_refused = answer.status_code == 400 and f"?{name}" in pointers(answer)
            if not (is_same or (is_refused and name in CONTROLS)):
                wrong.append((template, name, answer.status_code))
    assert wrong == []
    assert asked > 300


def test_an_address_without_pages_refuses_the_parameters_of_paging(schema):
    """Ignoring them would let a program take the first page for all, or the wrong order for its."""
    world, ignored, asked = World(), [], 0
    web = APIClient()
    web.force_authenticate(world.editor)
    known = {re.sub("{[^}]+}", "{}", each.path): each for each in addresses()}
    for template, method, operation in operations(schema):
        path = known[re.sub("{[^}]+}", "{}", template)].of(world)
        names = {each["name"] for each in operation.get("parameters", ())}
        if method != "get" or template in WITHOUT:
            continue
        for name in {"cursor", "page_size", "ordering"} - names:
            asked += 1
            answer = web.get(f"{path}?{name}=title", HTTP_ACCEPT="*/*")
            if answer.status_code != 400 or f"?{name}" not in pointers(answer):
                ignored.append((template, name, answer.status_code))
    assert not ignored, "\n".join(map(str, ignored))
    assert asked > 100


def test_every_list_is_asked_for_what_changed_since_a_moment(schema):
    world, asked = World(), 0
    web = APIClient()
    web.force_authenticate(world.editor)
    known = {re.sub("{[^}]+}", "{}", each.path): each for each in addresses()}
    for template, method, operation in operations(schema):
        names = {each["name"] for each in operation.get("parameters", ())}
        if method != "get" or "updated_since" not in names or template.endswith("/export/"):
            continue
        path = known[re.sub("{[^}]+}", "{}", template)].of(world)
        answer = web.get(f"{path}?updated_since=2999-01-01T00:00:00Z", HTTP_ACCEPT="*/*")
        if answer.status_code == 400:  # it needs another parameter
            assert "?updated_since" not in pointers(answer), template
            continue
        assert answer.status_code == 200, template
        if "results" in (found := answer.json()):
            assert found["results"] == [], template
            asked += 1
    assert asked > 40


def test_a_history_and_a_conversation_are_asked_for_what_is_new():
    world, web = World(), APIClient()
    web.force_authenticate(world.editor)
    for path in (
        f"incidents/{world.rows['revisions'].root_id}/history/",
        f"proposals/{world.key('proposals')}/comments/",
    ):
        for moment, is_new in (("2001-01-01T00:00:00Z", True), ("2999-01-01T00:00:00Z", False)):
            answer = web.get(f"/api/v1/{path}", {"updated_since": moment})
            assert bool(answer.json()["results"]) is is_new, (path, moment)
        answer = web.get(f"/api/v1/{path}", {"updated_since": "soon"})
        assert list(pointers(answer)) == ["?updated_since"]


def said(answer):
    """The status and content of an answer, without what its own request is called."""
    found = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, re.sub(
        rb'"(request_id|instance|created|generated|next)": ?"[^"]*"', b"", found
    )


@pytest.mark.parametrize(
    "charset", ["base64", "rot13", "undefined", "punycode", "idna", "hex", "utf\08"]
)
def test_a_charset_that_reads_no_text_is_refused(charset):
    user = UserFactory()
    web = APIClient(raise_request_exception=False)
    web.force_authenticate(user)
    kinds = ("application/json", "multipart/form-data; boundary=x", "text/plain")
    for kind in kinds:
        for path in ("articles/", "imports/", "proposals/"):
            answer = web.generic(
                "POST", f"/api/v1/{path}?a=%FF", b"{}", content_type=f"{kind}; charset={charset}"
            )
            assert answer.status_code in (400, 415), (kind, path, answer.content)
            check_problem(answer)
    page = Client(raise_request_exception=False)
    page.force_login(user)
    answer = page.generic(
        "POST",
        "/projects/new/?a=%FF",
        b"title=%FF",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "latin-1", "nonsense", ""])
def test_a_charset_of_text_is_read_as_before(charset):
    annotation = texts.annotation()
    web = APIClient()
    web.force_authenticate(annotation.author)
    kind = f"application/json; charset={charset}"
    answer = web.generic("POST", "/api/v1/tokens/", b'{"nonsense": 1}', content_type=kind)
    assert "/nonsense" in pointers(answer)
