"""The register's pages: lists, records with and without passages, forms through the door."""

import pytest
from django.test import Client

from ctplatform.curation.models import Proposal, Revision
from incidents.models import Actor, Assessment, CasualtyEstimate, Incident, Judgement, Place, Source
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.curation import hidden_fields

pytestmark = pytest.mark.django_db

LISTS = {
    "incidents": make.IncidentFactory,
    "actors": make.ActorFactory,
    "assessments": make.AssessmentFactory,
    "places": make.PlaceFactory,
    "sources": make.SourceFactory,
}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def browser(author):
    return signed_in(author)


def page_of(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("noun", LISTS)
def test_lists_show_the_project_and_nothing_else(browser, project, noun):
    mine, hidden = LISTS[noun](project=project), LISTS[noun]()

    page = page_of(browser.get(f"/{noun}/"))

    assert str(mine.pk) in page
    assert str(hidden.pk) not in page
    assert browser.get(f"/{noun}/", {"project": hidden.project.slug}).status_code == 404
    assert Client().get(f"/{noun}/", {"project": "sahel"}).status_code == 302


@pytest.mark.parametrize("noun", LISTS)
def test_an_empty_list_offers_the_first_step(browser, project, noun):
    assert f"/{noun}/new/?project=sahel" in page_of(browser.get(f"/{noun}/"))
    reader = signed_in(member(project, "reader"))
    assert f"/{noun}/new/" not in page_of(reader.get(f"/{noun}/"))


@pytest.mark.parametrize("noun", LISTS)
def test_query_count_of_a_list_page_does_not_grow(
    browser, project, noun, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(40) as queries:
            page_of(browser.get(f"/{noun}/"))
        return len(queries)

    for _ in range(2):
        LISTS[noun](project=project)
    few = count()
    for _ in range(18):
        LISTS[noun](project=project)

    assert count() == few


def test_incidents_are_narrowed_by_words_and_menus(browser, project):
    moscow = make.IncidentFactory(project=project, title="Théâtre", country="RU", published=True)
    other = make.IncidentFactory(project=project, title="Market", state="withdrawn")

    assert "Théâtre" in page_of(browser.get("/incidents/?search=THEATRE"))
    page = page_of(browser.get("/incidents/?country=RU&state=published"))
    assert str(moscow.pk) in page
    assert str(other.pk) not in page_of(browser.get("/incidents/"))
    assert str(other.pk) in page_of(browser.get("/incidents/?state=withdrawn"))
    assert "Nothing matches" in page_of(browser.get("/incidents/?search=nowhere"))
    assert "cannot be read" in page_of(browser.get("/incidents/?state=dreamt"))
    page_of(browser.get("/incidents/?page=99&place=nonsense"))


def test_three_absences_are_never_alike(browser, project):
    incident = make.IncidentFactory(
        project=project, absences={"date": "unknown", "killed": "not_applicable"}
    )

    page = page_of(browser.get(f"/incidents/{incident.pk}/"))

    assert 'absence-unknown">Unknown' in page
    assert 'absence-not_applicable">Not applicable' in page
    assert 'absence-uncoded">Not coded yet' in page


@pytest.fixture
def dossier(project, author):
    """The article's central incident, linked from passages."""
    core, branch, writer = (
        make.ActorFactory(project=project, name=name)
        for name in ("Islamic State", "ISKP", "Tricia Bacon")
    )
    incident = make.IncidentFactory(
        project=project, created_by=author, title="Crocus City Hall", date="2024-03",
        date_words="Last month", attack_types=["armed_assault", "bombing"],
    )  # fmt: skip
    make.CasualtyEstimateFactory(incident=incident, low=151, stated="more than 150")
    make.CasualtyEstimateFactory(incident=incident, low=145, best=147, high=149, group="later")
    make.ParticipationFactory(incident=incident, actor=branch, certainty="suspected")
    for speaker, kind in ((core, "claims"), (branch, "heralds"), (writer, "attributes")):
        make.ResponsibilityFactory(incident=incident, speaker=speaker, about=branch, kind=kind)
    article = text.article(project=project, by=author)
    said = text.annotation(article, by=author, quote="more than 150 people died")
    text.link(said, incident, by=author, field="killed", role="supports", credibility=2,
              stated_value="more than 150")  # fmt: skip
    text.link(said, incident, by=author, field="killed", role="contradicts", stated_value=140)
    heralded = text.annotation(article, by=author, quote="heralded it")
    text.link(heralded, incident, by=author, field="responsibility", role="supports")
    whole = text.annotation(article, by=author, quote="attacked the market")
    text.link(whole, incident, by=author)
    return incident


def test_the_dossier_shows_values_passages_and_statements(browser, dossier):
    page = page_of(browser.get(f"/incidents/{dossier.pk}/"))

    for words in (
        "Crocus City Hall", "March 2024", "2024-03", "“Last month”", "Armed assault",
        "then bombing or explosion", "more than 150", "145 to 149 later",
        "more than 150 people died",
        "1 of", "values sourced to a passage", "claims", "heralds", "attributes",
        "3 statements, no single answer", "suspected", "Other passages", "attacked the market",
        "more than 150",
    ):  # fmt: skip
        assert words in page, words


def test_the_dossier_is_shown_to_readers_without_ways_to_edit(dossier, project):
    page = page_of(signed_in(member(project, "reader")).get(f"/incidents/{dossier.pk}/"))

    assert "/edit/" not in page
    assert "/publish/" not in page


def test_query_count_of_the_dossier_does_not_grow(
    browser, dossier, project, author, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(60) as queries:
            page_of(browser.get(f"/incidents/{dossier.pk}/"))
        return len(queries)

    few = count()
    article = text.article(project=project, by=author)
    for number in range(8):
        make.ParticipationFactory(incident=dossier, role="target")
        make.CasualtyEstimateFactory(incident=dossier, low=number)
        make.ResponsibilityFactory(incident=dossier)
        passage = text.annotation(article, by=author, quote="market", code=None, note=str(number))
        text.link(passage, dossier, by=author, field="date", role="supports")

    assert count() == few


def test_pages_of_actors_assessments_and_places_say_what_hangs_on_them(browser, project, author):
    group = make.ActorFactory(project=project, created_by=author, active="2015/..", country="AF")
    make.ActorAliasFactory(actor=group, text="IS-K")
    make.ActorRelationFactory(subject=group, status="alleged", claimant_words="media")
    incident = make.IncidentFactory(project=project, place=make.PlaceFactory(project=project))
    make.ParticipationFactory(incident=incident, actor=group)
    make.ResponsibilityFactory(incident=incident, speaker=group, about=group)
    claim = make.AssessmentFactory(
        project=project, created_by=author, holder=group, horizon="2024/2025", likelihood="likely"
    )
    make.AssessmentFactory(project=project, parent=claim, statement="Because it did before.")
    make.JudgementFactory(assessment=claim, probability="0.650", note="Past waves.")

    page = page_of(browser.get(f"/actors/{group.pk}/"))
    for words in ("from 2015, onwards", "Afghanistan", "IS-K", "alleged", incident.title, "itself"):
        assert words in page, words
    page = page_of(browser.get(f"/assessments/{claim.pk}/"))
    for words in ("2024 to 2025", "65 %", "Past waves.", "Because it did before.", group.name):
        assert words in page, words
    page = page_of(browser.get(f"/places/{incident.place_id}/"))
    assert incident.title in page
    shared = make.CountryFactory()
    assert "Shared by all projects" in page_of(browser.get(f"/places/{shared.pk}/?project=sahel"))


@pytest.mark.parametrize("noun", ["incidents", "actors", "assessments", "places", "sources"])
def test_records_of_others_are_not_found(browser, noun):
    hidden = LISTS[noun]()

    assert browser.get(f"/{noun}/{hidden.pk}/").status_code == 404
    if noun != "sources":
        assert browser.get(f"/{noun}/{hidden.pk}/edit/").status_code == 404
        assert browser.post(f"/{noun}/{hidden.pk}/publish/").status_code == 404


def test_an_incident_is_added_with_a_date_in_words(browser, project):
    place = make.PlaceFactory(project=project, parent=make.CountryFactory())
    form = {
        "title": "Attack", "record_kind": "event", "date": "early 2024", "place": str(place.pk),
        "attack_types": ["bombing"], "absent_killed": "unknown", "summary": "",
    }  # fmt: skip

    response = browser.post("/incidents/new/?project=sahel", form)

    incident = Incident.objects.get()
    assert response["Location"] == f"/incidents/{incident.pk}/"
    assert (incident.date, incident.country, incident.attack_types, incident.absences) == (
        "2024-01/2024-04",
        "AF",
        ["bombing"],
        {"killed": "unknown"},
    )


def test_a_form_error_names_the_field_and_keeps_the_input(browser, project):
    form = {"title": "Attack", "record_kind": "event", "date": "2023-02-29", "country": "ZZ"}

    page = page_of(browser.post("/incidents/new/?project=sahel", form))

    assert "2 errors to correct" in page
    assert "29 is not a day in February 2023" in page
    assert 'value="2023-02-29"' in page
    assert not Incident.objects.exists()


def test_references_offered_are_those_of_the_project(browser, project):
    mine, foreign = make.PlaceFactory(project=project), make.PlaceFactory()
    public = make.PlaceFactory(project=ProjectFactory(visibility="public"))

    page = page_of(browser.get("/register/find/place/?project=sahel&q=town"))

    assert str(mine.pk) in page
    assert str(foreign.pk) not in page
    assert str(public.pk) not in page


def test_a_candidate_is_edited_at_once_and_a_published_one_by_proposal(browser, project, author):
    candidate = make.IncidentFactory(
        project=project, created_by=author, absences={"date": "unknown"}
    )
    published = make.IncidentFactory(project=project, created_by=author, published=True)
    form = {"title": "New title", "record_kind": "event", "date": "March 2024", "version": "1",
            "absent_date": "unknown", "reason": "Read again."}  # fmt: skip

    browser.post(f"/incidents/{candidate.pk}/edit/", form)
    page = page_of(browser.post(f"/incidents/{published.pk}/edit/", form, follow=True))

    candidate.refresh_from_db()
    published.refresh_from_db()
    assert (candidate.title, candidate.date, candidate.absences) == ("New title", "2024-03", {})
    assert published.date is None
    assert "waits for review" in page
    assert "An open proposal changes this record" in page
    assert Proposal.objects.get().reason == "Read again."
    assert Revision.objects.get().reason == "Read again."


def test_a_stale_form_keeps_what_was_written(browser, project, author):
    incident = make.IncidentFactory(project=project, created_by=author)
    address = f"/incidents/{incident.pk}/edit/"
    form = {"title": "First", "record_kind": "event", "version": "1"}
    assert browser.post(address, form).status_code == 302

    page = page_of(browser.post(address, form | {"title": "Second"}))

    assert "changed while you wrote" in page
    assert 'value="Second"' in page
    assert 'name="version" value="2"' in page
    assert Incident.objects.get().title == "First"


def test_rows_are_added_changed_and_removed(browser, project, author):
    incident = make.IncidentFactory(project=project, created_by=author)
    address = f"/incidents/{incident.pk}/casualties/new/"

    browser.post(address, {"kind": "killed", "stated": "more than 150"})
    estimate = CasualtyEstimate.objects.get()
    assert (estimate.low, estimate.best, estimate.high) == (151, None, None)
    browser.post(f"/casualties/{estimate.pk}/edit/", {"kind": "killed", "low": 5, "version": 1})
    estimate.refresh_from_db()
    assert (estimate.low, estimate.stated) == (5, "")
    browser.post(f"/casualties/{estimate.pk}/edit/", {"remove": "1", "version": 2})
    assert not CasualtyEstimate.objects.exists()

    page = page_of(browser.post(address, {"kind": "killed", "low": 3, "best": 2}))
    assert "This is more than" in page


@pytest.mark.parametrize("noun", [*LISTS, "figures"])
def test_menus_of_forms_say_in_words_that_nothing_is_chosen(project, noun):
    editor = signed_in(member(project, "editor"))
    assert "-----" not in page_of(editor.get(f"/{noun}/new/", {"project": project.slug}))


@pytest.mark.parametrize("noun", ["participations", "casualties", "responsibility"])
def test_forms_of_rows_are_shown(browser, project, author, noun):
    incident = make.IncidentFactory(project=project, created_by=author)

    page_of(browser.get(f"/incidents/{incident.pk}/{noun}/new/"))


def test_names_relations_and_judgements_are_added(browser, project, author):
    group = make.ActorFactory(project=project, created_by=author)
    other = make.ActorFactory(project=project)
    claim = make.AssessmentFactory(project=project, created_by=author)

    browser.post(f"/actors/{group.pk}/names/new/", {"text": "IS-K"})
    relation = {"kind": "rival_of", "object": str(other.pk), "polarity": "asserts",
                "status": "asserted"}  # fmt: skip
    browser.post(f"/actors/{group.pk}/relations/new/", relation)
    judged = {"likelihood": "likely", "probability": "0.3"}
    page = page_of(browser.post(f"/assessments/{claim.pk}/judgements/new/", judged))
    assert "to below" in page
    browser.post(f"/assessments/{claim.pk}/judgements/new/", judged | {"probability": "0.6"})

    group.refresh_from_db()
    assert group.other_names == ["IS-K"]
    assert group.relations.get().object == other
    assert str(Judgement.objects.get().probability) == "0.600"
    again = page_of(browser.post(f"/actors/{group.pk}/names/new/", {"text": "IS-K"}))
    assert "already" in again


def test_an_actor_is_added_with_its_names(browser, project):
    form = {"name": "ISKP", "kind": "armed_group", "aliases": "IS-K\n\n IS-KP \nIS-K"}

    browser.post("/actors/new/?project=sahel", form)

    assert Actor.objects.get().other_names == ["IS-K", "IS-KP"]


def test_places_and_assessments_are_added(browser, project):
    browser.post("/places/new/?project=sahel", {"name": "Kabul", "lat": "34.5", "lon": "69.2"})
    page = page_of(browser.post("/places/new/?project=sahel", {"name": "X", "lat": "34.5"}))
    browser.post(
        "/assessments/new/?project=sahel", {"statement": "It will persist.", "horizon": "by 2026"}
    )

    assert Place.objects.get().lat == 34.5
    assert "Give both a latitude" in page
    assert Assessment.objects.get().horizon == "/2026"


def test_a_second_person_publishes(browser, project, author, reviewer):
    incident = make.IncidentFactory(project=project, created_by=author)
    address = f"/incidents/{incident.pk}/publish/"

    page = page_of(browser.post(address, follow=True))
    assert "This needs the role" in page
    second = signed_in(reviewer)
    seen = hidden_fields(page_of(second.get(f"/incidents/{incident.pk}/")), address)
    assert "Published." in page_of(second.post(address, seen, follow=True))
    incident.refresh_from_db()
    assert (incident.state, incident.published_by) == ("published", reviewer)
    assert browser.get(address).status_code == 405


def test_a_record_is_withdrawn_with_a_reason(browser, project, author):
    incident = make.IncidentFactory(project=project, created_by=author)

    browser.post(f"/incidents/{incident.pk}/withdraw/", {"reason": "A double."})

    incident.refresh_from_db()
    assert incident.state == "withdrawn"
    assert Revision.objects.get().reason == "A double."


def test_readers_get_no_forms(project, author):
    incident = make.IncidentFactory(project=project, created_by=author)
    reader = signed_in(member(project, "reader"))

    for address in (
        "/incidents/new/?project=sahel",
        f"/incidents/{incident.pk}/edit/",
        f"/incidents/{incident.pk}/casualties/new/",
    ):
        assert reader.get(address).status_code == 403
    assert Client().get(f"/incidents/{incident.pk}/edit/").status_code == 302


def test_sources_are_added_changed_and_guarded(browser, project, author, reviewer):
    form = {"name": "Desert Papers", "reliability": "B", "url": "papers.example"}
    browser.post("/sources/new/?project=sahel", form)
    source = Source.objects.get()
    assert source.url == "https://papers.example"

    address = f"/sources/{source.pk}/"
    browser.post(address, form | {"note": "x", "version": 1})
    page = page_of(browser.post(address, form | {"note": "y", "version": 1}))
    assert "Somebody changed this while you wrote" in page
    double = page_of(browser.post("/sources/new/?project=sahel", form))
    assert "of this name already" in double
    page = page_of(signed_in(reviewer).get(address))
    assert '<form class="form"' not in page
    assert signed_in(reviewer).post(address, form | {"version": 2}).status_code == 403


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("early 2024", "2024-01/2024-04"),
        ("2023-02-29", "29 is not a day"),
        ("", ""),
        ("soon", "Write"),
    ],
)
def test_what_will_be_stored_is_said_while_one_types(browser, words, says):
    page = page_of(browser.get("/register/date/", {"field": "horizon", "horizon": words}))

    assert says in page


def test_query_count_of_other_records_does_not_grow(
    browser, project, author, django_assert_max_num_queries
):
    mine = {"project": project, "created_by": author}
    group, claim, place = (
        make.ActorFactory(**mine),
        make.AssessmentFactory(**mine),
        make.PlaceFactory(**mine),
    )
    paths = [f"/actors/{group.pk}/", f"/assessments/{claim.pk}/", f"/places/{place.pk}/"]

    def counts():
        found = []
        for path in paths:
            with django_assert_max_num_queries(60) as queries:
                page_of(browser.get(path))
            found.append(len(queries))
        return found

    def add():
        incident = make.IncidentFactory(project=project, place=place)
        make.ActorAliasFactory(actor=group)
        make.ActorRelationFactory(subject=group)
        make.ParticipationFactory(incident=incident, actor=group)
        make.ResponsibilityFactory(incident=incident, speaker=group)
        make.JudgementFactory(assessment=claim)
        make.AssessmentFactory(project=project, parent=claim)
        make.PlaceFactory(project=project, parent=place)

    add()
    few = counts()
    for _ in range(8):
        add()

    assert counts() == few


def test_what_is_wrong_in_a_fold_of_a_form_opens_it(browser, author, project):
    incident = make.IncidentFactory(
        project=project, created_by=author, target_types=["education"], domain="clash"
    )
    address = f"/incidents/{incident.pk}/edit/"
    form = browser.get(address).content.decode()
    assert "form-fold" in form
    assert "filled: Target types, three at most" in form
    assert 'form-fold" open' not in form
    wrong = {"title": "A", "record_kind": "event", "domain": "clash",
             "target_types": ["education", "police", "military", "business"]}  # fmt: skip
    refused = browser.post(address, wrong).content.decode()
    assert refused.count('form-fold" open') == 1
    fold = refused.split('form-fold" open')[1].split("</details>")[0]
    assert "Choose up to three" in fold
