"""From a passage to the register: find or make a record, say what is stated, put it to the door."""

import pytest
from playwright.sync_api import expect

from annotations.models import Article, PassageLink
from ctplatform.curation.models import Proposal
from incidents.models import Actor, Assessment, CasualtyEstimate, Incident
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.incidents import ActorFactory, ActorRelationFactory, IncidentFactory


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def siege(desk):
    _lena, article = desk
    return IncidentFactory(
        project=article.project, title="Market attack", date="2024-03", published=True
    )


@pytest.fixture
def reader(desk, siege, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


def choose(reader, words, option):
    reader.press("l")
    reader.page.keyboard.type(words)
    found = reader.page.get_by_role("option", name=option)
    found.wait_for()
    return found


def test_passage_is_linked_to_a_record_found_by_its_words(reader, siege):
    page = reader.page
    reader.drag("more than 150")
    reader.press("2", "n")
    choose(reader, "market", "Market attack")
    reader.press("ArrowDown", "Enter")
    page.locator("#passage-field").select_option("killed")
    page.get_by_label("Stated value").fill("more than 150")
    page.locator("[data-part=stance] label", has_text="contradicts").click()
    page.locator("[data-part=grade] label", has_text="2").click()
    expect(page.locator("[data-part=gradeWords]")).to_have_text("2 probably true")
    expect(page.locator("[data-part=holds]")).to_have_text("Register holds nothing here yet.")
    reader.save()
    link = PassageLink.objects.get()
    assert (link.incident, link.field, link.stated_value) == (siege, "killed", "more than 150")
    assert (link.role, link.credibility, link.annotation.quote) == (
        "contradicts",
        2,
        "more than 150",
    )
    expect(reader.notes.locator(".chip")).to_have_text("Market attack")
    expect(reader.notes).to_contain_text(["contradicts"])
    expect(reader.notes.locator("code")).to_have_text("killed = more than 150")


@pytest.mark.parametrize(
    ("kind", "model", "name"),
    [
        ("incident", Incident, "title"),
        ("actor", Actor, "name"),
        ("assessment", Assessment, "statement"),
    ],
)
def test_record_is_made_from_the_words_typed(reader, kind, model, name):
    reader.drag("gunmen")
    reader.press("1", "t")
    choose(reader, "Something new", f"New {kind}").click()
    expect(reader.page.locator("#passage-field")).to_be_visible()
    reader.save()
    assert getattr(model.objects.get(**{name: "Something new"}), name) == "Something new"
    assert PassageLink.objects.get().target_type == kind
    assert PassageLink.objects.get().role == "supports"


def test_words_that_name_no_record_are_not_dropped(reader):
    reader.drag("gunmen")
    reader.press("1", "t", "l")
    reader.page.keyboard.type("mark")
    reader.press("Control+Enter")
    expect(reader.problem).to_contain_text("Choose a record")


def test_value_is_proposed_with_the_passage_as_its_evidence(reader, siege):
    page = reader.page
    reader.drag("Nobody claimed the attack")
    reader.press("1", "t")
    choose(reader, "market", "Market attack").click()
    page.locator("#passage-field").select_option("date")
    expect(page.locator("[data-part=holds]")).to_have_text("Register holds 2024-03.")
    page.get_by_label("Stated value").fill("2024-03-22")
    expect(page.locator("[data-part=holds]")).to_contain_text("becomes a rival value")
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_text("it waits for review")).to_be_visible()
    proposal = Proposal.objects.get()
    assert proposal.diff == {"date": {"from": "2024-03", "to": "2024-03-22"}}
    assert [str(each) for each in proposal.evidence.values_list("object_id", flat=True)] == [
        str(PassageLink.objects.get().annotation_id)
    ]


def test_one_relation_of_an_actor_is_named(reader, desk):
    page, project = reader.page, desk[1].project
    group, state = (ActorFactory(project=project, name=name) for name in ("The group", "Neighbour"))
    ActorRelationFactory(subject=group, object=state, kind="targets")
    alleged = ActorRelationFactory(
        subject=state, object=group, kind="sponsors", status="alleged", claimant_words="media"
    )
    told = "Neighbour sponsors The group (alleged by media)"
    reader.drag("Nobody claimed the attack")
    reader.press("1", "t")
    choose(reader, "the group", "The group armed group").click()
    which = page.get_by_label("Which one")
    expect(which).to_be_hidden()
    page.locator("#passage-field").select_option("relations")
    which.select_option(told)
    reader.save()
    expect(reader.notes.locator(".note-link")).to_contain_text(told)
    link = PassageLink.objects.get()
    assert (link.actor, link.field, link.relation) == (group, "relations", alleged)
    page.reload()
    expect(reader.notes.locator(".note-link")).to_contain_text(told)


def test_casualties_are_put_as_an_estimate(reader, siege):
    page = reader.page
    reader.drag("more than 150")
    reader.press("2", "n")
    choose(reader, "market", "Market attack").click()
    page.locator("#passage-field").select_option("killed")
    page.get_by_label("Stated value").fill("more than 150")
    reader.press("Control+Shift+Enter")
    expect(page.get_by_text("it waits for review")).to_be_visible()
    assert CasualtyEstimate.objects.count() == 0
    assert Proposal.objects.get().state == "open"


def test_link_is_taken_off_again(desk, siege, page, sign_in):
    lena, article = desk
    make.link(make.annotation(article, lena), siege, lena)
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.locator(".note-code").click()
    page.get_by_role("button", name="Unlink").click()
    expect(reader.notes.locator(".chip")).to_have_count(0)
    assert PassageLink.objects.filter(deleted=None).count() == 0


def test_record_of_a_passage_opens_by_key(desk, siege, page, sign_in):
    lena, article = desk
    make.link(make.annotation(article, lena), siege, lena)
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "r")
    page.wait_for_url(f"**/incidents/{siege.pk}/")


def test_a_relative_date_counts_from_the_text_and_says_so_before(desk, siege, page, sign_in):
    lena, article = desk
    Article.objects.filter(pk=article.pk).update(published="2024-04-13")
    bounds = {"date_earliest": None, "date_latest": None, "date_precision": None}
    Incident.objects.filter(pk=siege.pk).update(date=None, **bounds)
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("gunmen")
    reader.press("2", "t")
    choose(reader, "market", "Market attack").click()
    page.locator("#passage-field").select_option("date")
    page.get_by_label("Stated value").fill("last month")
    expect(page.locator("[data-part=holds]")).to_have_text(
        "Register holds nothing here yet. It would be stored as 2024-03, March 2024, counted from"
        " 2024-04-13."
    )
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_text("it waits for review")).to_be_visible()
    proposal = Proposal.objects.get()
    assert proposal.diff["date"]["to"] == "2024-03"
    assert proposal.diff["date_words"]["to"] == "last month"
    assert proposal.diff["date_basis"]["to"] == "resolved_relative"
