"""Allegations as ClaimReview of schema.org: what a JSON-LD processor reads in them."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyld import jsonld

from ctplatform.audit.models import AuditEntry
from ctplatform.exchange.losses.counting import measure_losses
from ctplatform.exchange.registry import find_format
from incidents.exports.claim_reviews import rating_node
from incidents.models import Actor, Allegation, Claimant
from incidents.vocabularies import VERDICT_RATINGS
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SCHEMA = "http://schema.org/"
VOCABULARY = {
    "@context": {
        "@vocab": SCHEMA,
        "url": {"@type": "@id"},
        "datePublished": {"@type": f"{SCHEMA}Date"},
    }
}
"""What the context of schema.org says of the terms that we use; tests make no outside request."""


def loader(url, _options):
    assert url == "https://schema.org"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url} | {
        "document": VOCABULARY
    }


@pytest.fixture
def project():
    return ProjectFactory(visibility="public", title="Sahel", slug="sahel")


@pytest.fixture
def reader(project):
    return member(project, "reader")


@pytest.fixture
def allegation(project):
    """An allegation of an actor about another, with two verdicts."""
    own = {"project": project, "published": True}
    state = make.ActorFactory(name="Republic", kind="state", **own)
    person = make.ActorFactory(
        name="Secretname", kind="individual", person_sensitivity="private", **own
    )
    front = make.ActorFactory(name="Front", kind="armed_group", **own)
    allegation = make.AllegationFactory(
        proposition="The Front had foreign help.", subject=front, target=state, date="2024-03",
        url="https://example.org/speech", note="Internal words", **own,
    )  # fmt: skip
    make.ClaimantFactory(allegation=allegation, actor=state, name="")
    make.ClaimantFactory(allegation=allegation, actor=person, name="")
    make.ClaimantFactory(allegation=allegation, name="unnamed officials")
    make.VerdictFactory(
        allegation=allegation, reviewer_kind="platform_editor", rating="false", rating_value=1,
        scope_note="Republic only", words="not at all", date="2024-04-02",
    )  # fmt: skip
    make.VerdictFactory(
        allegation=allegation, reviewer_kind="court", rating="unclear", date="2024~"
    )
    return allegation


def document(user, address="/api/v1/allegations/export/?format=claim_review"):
    answer = client_of(user).get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/ld+json"
    return json.loads(b"".join(answer.streaming_content))


def expanded(found):
    return jsonld.expand(found, {"documentLoader": loader})


def value(node, name):
    """The one value of a property."""
    (found,) = node[SCHEMA + name]
    return found.get("@value", found.get("@id")) if "@value" in found else found


def test_each_verdict_is_a_review_by_its_reviewer(allegation, reader):
    own, court = expanded(document(reader))
    assert own["@type"] == court["@type"] == [f"{SCHEMA}ClaimReview"]
    assert value(own, "claimReviewed") == "The Front had foreign help."
    assert value(value(own, "author"), "name") == "Sahel"
    assert value(value(court, "author"), "name") == "court"
    assert own[f"{SCHEMA}datePublished"] == [{"@type": f"{SCHEMA}Date", "@value": "2024-04-02"}]
    assert f"{SCHEMA}datePublished" not in court
    (url,) = own[f"{SCHEMA}url"]
    assert url["@id"].endswith(f"/allegations/{allegation.pk}/")
    assert value(own, "reviewAspect") == "Republic only"


def test_the_claim_names_its_claimants_and_whom_it_is_about(allegation, reader):
    claim = value(expanded(document(reader))[0], "itemReviewed")
    assert claim["@type"] == [f"{SCHEMA}Claim"]
    authors = [value(each, "name") for each in claim[f"{SCHEMA}author"]]
    assert authors == ["Republic", "a person", "unnamed officials"]
    assert value(claim, "creativeWorkStatus") == "alleged"
    assert value(value(claim, "about"), "name") == "Front"
    assert claim[f"{SCHEMA}datePublished"][0]["@value"] == "2024-03"
    (appeared,) = value(claim, "firstAppearance")[f"{SCHEMA}url"]
    assert appeared["@id"] == "https://example.org/speech"


def test_the_scale_is_spelled_out_and_words_alone_have_no_number(allegation, reader):
    own, court = expanded(document(reader))
    rating = value(own, "reviewRating")
    numbers = [value(rating, name) for name in ("ratingValue", "worstRating", "bestRating")]
    assert numbers == [1, 1, 5]
    assert value(rating, "alternateName") == "false"
    words = value(rating, "ratingExplanation")
    assert "not at all" in words
    assert all(str(word) in words for word in VERDICT_RATINGS.values())
    assert "from 1 (false) to 5 (true)" in words
    assert f"{SCHEMA}ratingValue" not in value(court, "reviewRating")
    assert {rating_node(name, None, "")["alternateName"] for name in VERDICT_RATINGS} == set(
        map(str, VERDICT_RATINGS.values())
    )


def test_an_allegation_without_a_verdict_is_a_claim_that_nobody_reviewed(project, reader):
    make.AllegationFactory(project=project, proposition="They knew.", kind="pledge", published=True)
    (claim,) = expanded(document(reader))
    assert claim["@type"] == [f"{SCHEMA}Claim"]
    assert value(claim, "creativeWorkStatus") == "alleged, not reviewed"


def test_one_allegation_has_an_address_of_its_own(allegation, project, reader):
    make.AllegationFactory(project=project, published=True)
    address = f"/api/v1/allegations/{allegation.pk}/claim-review/"
    found = document(reader, address)
    assert len(found["@graph"]) == 2
    entry = AuditEntry.objects.latest("pk")
    assert (entry.resource, entry.format, entry.rows) == ("allegations", "claim_review", 1)
    assert client_of(reader).get(address, {"unknown": 1}).status_code == 400


def test_an_allegation_that_may_not_leave_has_no_address_for_outsiders(allegation, project):
    outsider = UserFactory()
    Claimant.objects.filter(actor__name="Secretname").delete()
    address = f"/api/v1/allegations/{allegation.pk}/claim-review/"
    assert client_of(outsider).get(address).status_code == 200
    Actor.objects.filter(name="Front").update(marking="green")
    assert client_of(outsider).get(f"/api/v1/allegations/{allegation.pk}/").status_code == 200
    assert client_of(outsider).get(address).status_code == 404
    assert document(outsider)["@graph"] == []


def test_an_allegation_goes_out_with_all_its_claimants_or_not_at_all(allegation, project, reader):
    outsider = UserFactory()
    Claimant.objects.filter(actor__name="Secretname").delete()
    Actor.objects.filter(name="Republic").update(marking="green")
    Allegation.objects.update(target=None)
    assert document(outsider)["@graph"] == []
    rows = Allegation.objects.visible_to(outsider).order_by("id")
    found = measure_losses(find_format("allegations", "claim_review"), rows, outsider)
    assert [each.count for each in found.losses if "may not be disclosed" in each.what] == [1]
    assert len(document(reader)["@graph"]) == 2


def test_names_and_notes_that_do_not_leave_are_not_in_it(allegation, reader):
    content = json.dumps(document(reader))
    assert "Secret" not in content
    assert "Internal" not in content


def test_losses_are_counted(allegation, project, reader):
    make.AllegationFactory(project=project, date="2024~", published=True)
    answer = client_of(reader).get("/api/v1/allegations/export/losses/", {"format": "claim_review"})
    assert {each["what"]: each["count"] for each in answer.json()["losses"]} == {
        "targets of allegations": 1,
        "notes of allegations": 1,
        "dates that are not a day, a month or a year": 1,
    }


def test_queries_do_not_grow_with_allegations(allegation, project, reader):
    def count():
        with CaptureQueriesContext(connection) as found:
            document(reader)
        return len(found)

    document(reader)
    before = count()
    for _number in range(3):
        more = make.AllegationFactory(project=project, published=True)
        make.ClaimantFactory(allegation=more)
        make.VerdictFactory(allegation=more)
    assert count() == before


def embedded(user, allegation):
    """The JSON-LD in the page of an allegation; None if there is none."""
    page = client_of(user).get(f"/allegations/{allegation.pk}/").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def test_a_page_has_what_the_export_has(project, allegation, reader):
    address = f"/api/v1/allegations/{allegation.pk}/claim-review/"
    assert embedded(reader, allegation) is None  # a claimant is a protected person
    allegation.claimants.filter(actor__name="Secretname").delete()
    for user in (reader, UserFactory(), None):
        found = embedded(user, allegation)
        assert found == document(reader, address)
        assert [each["@type"] for each in found["@graph"]] == ["ClaimReview", "ClaimReview"]


def test_only_published_allegations_of_public_projects_are_embedded(project, allegation, reader):
    allegation.claimants.filter(actor__name="Secretname").delete()
    draft = make.AllegationFactory(project=project)
    assert embedded(reader, draft) is None
    project.visibility = "internal"
    project.save()
    assert embedded(reader, allegation) is None


def test_words_cannot_end_the_block(project, reader):
    words = "</script><script>alert(1)</script> & <!-- \u2028"
    allegation = make.AllegationFactory(project=project, proposition=words, published=True)
    assert embedded(reader, allegation)["@graph"][0]["text"] == words
