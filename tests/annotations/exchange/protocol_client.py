"""A client of the W3C Web Annotation Protocol, and a project that it works with."""

import json

from tests.ctplatform.rest.client import check_problem
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

ROOT = "http://testserver/api/v1/"
LIST = f"{ROOT}annotations/"
OWN_LIST = f"{ROOT}web-annotations/"
ANNO = "http://www.w3.org/ns/anno.jsonld"
LDP_CONTEXT = "http://www.w3.org/ns/ldp.jsonld"
LDP = "http://www.w3.org/ns/ldp#"
OA = "http://www.w3.org/ns/oa#"
JSON_LD = f'application/ld+json; profile="{ANNO}"'
TEXT = "The 😀 attack killed ten people.\nMore than ten people fled."


def prefer(*names):
    return f'return=representation;include="{" ".join(names)}"'


IRIS = prefer(f"{OA}PreferContainedIRIs")
DESCRIPTIONS = prefer(f"{OA}PreferContainedDescriptions")
MINIMAL = prefer(f"{LDP}PreferMinimalContainer", f"{OA}PreferContainedIRIs")


class Protocol:
    """A client of the protocol: a text with five annotations and an annotator.

    `list` is the address of the container.
    """

    def __init__(self, client, list=LIST):
        self.client, self.list = client, list
        self.project = ProjectFactory(slug="sahel")
        self.user = member(self.project, "annotator", username="anna", name="Anna Berg")
        client.force_login(self.user)
        self.article = make.article(self.project, self.user, TEXT, url="https://example.org/a")
        self.source = f"{ROOT}articles/{self.article.pk}/versions/1/"
        words = ("attack", "killed", "people", "More", "fled")
        self.rows = [make.annotation(self.article, self.user, each) for each in words]
        self.one = f"{self.list}{self.rows[0].pk}/"

    def ask(self, method, address, body=None, status=200, **headers):
        headers = {"Accept": JSON_LD, **headers}
        headers = {name: value for name, value in headers.items() if value is not None}
        content = "" if body is None else json.dumps(body)
        kind = {"content_type": JSON_LD} if body is not None else {}
        answer = self.client.generic(method, address, content, headers=headers, **kind)
        assert answer.status_code == status, answer.content
        if status >= 400:
            check_problem(answer)
        return answer

    def get(self, address, **headers):
        return self.ask("GET", address, **headers)

    def passage(self, exact, **values):
        start = TEXT.index(exact)
        selector = [
            {"type": "TextQuoteSelector", "exact": exact},
            {"type": "TextPositionSelector", "start": start, "end": start + len(exact)},
        ]
        target = {"source": self.source, "selector": selector}
        return {"@context": ANNO, "type": "Annotation", "target": target} | values

    def post(self, body, status=201):
        return self.ask("POST", self.list, body, status)

    def put(self, body, address=None, status=200, **headers):
        address = address or self.one
        headers = headers or {"If-Match": self.get(address)["ETag"]}
        return self.ask("PUT", address, body, status, **headers)


def pointers(answer):
    return {each["pointer"] for each in answer.json()["errors"]}
