"""Annotations and containers as JSON-LD: they expand offline, and satisfy the model of the W3C."""

import json

import pytest
from django.conf import settings
from pyld import jsonld

from tests.annotations.exchange.protocol_client import (
    ANNO,
    LDP,
    LDP_CONTEXT,
    LIST,
    OA,
    Protocol,
)
from tests.factories import annotations as make
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
AS = "http://www.w3.org/ns/activitystreams#"


@pytest.fixture
def protocol(client):
    return Protocol(client)


def loader(url, _options=None):
    """The two contexts that are needed: nothing is fetched."""
    if url == LDP_CONTEXT:
        terms = {"ldp": LDP, "BasicContainer": "ldp:BasicContainer"}
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": terms}}
    assert url == ANNO
    path = settings.BASE_DIR / "tests" / "golden" / "anno.jsonld"
    document = json.loads(path.read_text())
    return {"contextUrl": None, "documentUrl": url, "document": document}


def expanded(data):
    (found,) = jsonld.expand(data, {"documentLoader": loader})
    return found


def test_all_representations_expand_offline(protocol):
    one = expanded(protocol.get(protocol.one).json())
    assert one["@type"] == [f"{OA}Annotation"]
    assert f"{OA}hasTarget" in one
    container = protocol.get(f"{LIST}?page_size=2").json()
    found = expanded(container)
    assert set(found["@type"]) == {f"{LDP}BasicContainer", f"{AS}OrderedCollection"}
    assert found[f"{AS}totalItems"][0]["@value"] == 5
    (first,) = found[f"{AS}first"]
    assert len(first[f"{AS}items"][0]["@list"]) == 2
    page = expanded(protocol.get(container["last"]).json())
    assert page[f"{AS}partOf"][0]["@id"] == container["id"]


def is_address(value):
    return isinstance(value, str) and ":" in value and " " not in value


def test_annotations_satisfy_the_assertions_of_the_model(protocol):
    """What the test suite of the W3C asserts of each annotation (annotationMusts), restated."""
    incident = IncidentFactory(project=protocol.project)
    make.link(protocol.rows[0], incident, protocol.user)
    code = make.code(make.codebook(protocol.project), slug="person", label="Person")
    make.annotation(protocol.article, protocol.user, "ten", code=code, note="x", certainty="unsure")
    for item in protocol.get(LIST).json()["first"]["items"]:
        found = protocol.get(item["id"]).json()
        assert ANNO in found["@context"]
        assert is_address(found["id"])
        assert found["type"] == "Annotation"
        assert "bodyValue" not in found
        assert found["modified"].endswith("Z")
        assert found["created"].endswith("Z")
        assert is_address(found["target"]["source"])
        assert not {"purpose", "items", "value"} & found["target"].keys()
        quote, position = found["target"]["selector"]
        assert all(isinstance(quote[name], str) for name in ("exact", "prefix", "suffix"))
        assert 0 <= position["start"] < position["end"]
        for body in found.get("body", []):
            is_text = body["type"] == "TextualBody"
            assert is_text == isinstance(body.get("value"), str)
            assert is_text != is_address(body.get("source"))
            assert "items" not in body
