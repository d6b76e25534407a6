"""Warnings, allegations and links over the API, in exports, on pages and on the dossier."""

import csv
import io
import json

import pytest

from ctplatform.curation import services as curation
from incidents.figures.estimates import estimates_conflict
from incidents.models import Allegation, IncidentLink
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import incidents as register
from tests.factories.accounts import member

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project():
    return register.ProjectFactory()


@pytest.fixture
def editor(project):
    return member(project, "editor")


@pytest.fixture
def api(editor):
    return Api(editor)


def an_incident(project, **values):
    return register.IncidentFactory(project=project, **values)


def an_actor(project, name, kind="state"):
    return register.ActorFactory(project=project, name=name, kind=kind)


def test_a_chain_is_made_read_filtered_and_exported(api, project):
    first = an_incident(project, date="2024-01-03")
    then = an_incident(project, date="2024-01-16")
    body = {"from": str(first.pk), "kind": "provoked", "to": str(then.pk), "target_mismatch": True}
    made = api.post("incident-links/", body).json()
    assert (made["from"], made["to"], made["lag_days"]) == (str(first.pk), str(then.pk), 13)
    back = {"from": str(then.pk), "kind": "counter_strike_to", "to": str(first.pk)}
    assert api.post("incident-links/", back).json()["lag_days"] == 13
    assert [row["kind"] for row in api.rows("incident-links/", **{"from": str(first.pk)})] == [
        "provoked"
    ]
    assert len(api.rows("incident-links/", incident=str(first.pk))) == 2
    lines = exported(api, "incident-links", project)
    assert [(row["from"], row["lag_days"]) for row in lines] == [
        (str(first.pk), 13),
        (str(then.pk), 13),
    ]


def exported(api, noun, project, form="jsonl"):
    answer = api.get(f"{noun}/export/?project={project.slug}&format={form}")
    raw = b"".join(answer.streaming_content).decode()
    if form == "csv":
        return list(csv.DictReader(io.StringIO(raw)))
    return [json.loads(line) for line in raw.splitlines()]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"to": "self"}, "/to"),
        ({"kind": "caused"}, "/kind"),
        ({"to": "0190a000-0000-7000-8000-000000000000"}, "/to"),
        ({"from": "0190a000-0000-7000-8000-000000000000"}, "/from"),
        ({"status": "sure"}, "/status"),
    ],
)
def test_bad_links_name_the_field(api, project, change, pointer):
    first, then = an_incident(project), an_incident(project)
    body = {"from": str(first.pk), "kind": "mirrors", "to": str(then.pk)} | change
    body["to"] = str(first.pk) if body["to"] == "self" else body["to"]
    assert pointer in pointers(api.post("incident-links/", body, 400))
    assert not IncidentLink.objects.exists()


def test_a_warning_is_written_filtered_and_exported(api, project):
    issuer, recipient = an_actor(project, "US"), an_actor(project, "RU")
    incident = an_incident(project, date="2024-03-22")
    body = {
        "project": project.slug,
        "title": "Of an attack on concerts",
        "issuer": str(issuer.pk),
        "recipient": str(recipient.pk),
        "incident": str(incident.pk),
        "date": "2024-03-07",
        "heeded": "no",
        "recipient_position": "not_actionable",
    }
    made = api.post("warnings/", body).json()
    assert made["date_precision"] == "day"
    assert len(api.rows("warnings/", heeded="no")) == 1
    assert api.rows("warnings/", heeded="yes") == []
    late = api.post("warnings/", body | {"date": "2024-03-23"}, 400)
    assert list(pointers(late)) == ["/date"]
    assert exported(api, "warnings", project, "csv")[0]["heeded"] == "no"


def test_an_allegation_never_leaves_without_claimants_and_verdicts(api, project):
    russia, iran = an_actor(project, "Russia"), an_actor(project, "Iran")
    author = an_actor(project, "An author", "individual")
    made = [
        api.post("allegations/", {"project": project.slug, "proposition": text}).json()["id"]
        for text in ("Not actionable, says Russia", "Not actionable, says Iran")
    ]
    api.post("claimants/", {"allegation": made[0], "actor": str(russia.pk)})
    api.post("claimants/", {"allegation": made[1], "actor": str(iran.pk)})
    verdict = {
        "allegation": made[0],
        "reviewer_kind": "article_author",
        "reviewer": str(author.pk),
        "rating": "dubious",
        "scope_note": "Russia only",
    }
    api.post("verdicts/", verdict)
    read = api.get(f"allegations/{made[1]}/").json()
    assert [each["actor"] for each in read["claimants"]] == [str(iran.pk)]
    assert read["verdicts"] == []  # the doubt is limited to Russia
    assert len(api.rows("allegations/", rating="dubious")) == 1
    assert [row["id"] for row in api.rows("allegations/", rating="none")] == [made[1]]
    for form in ("jsonl", "csv"):
        russian, iranian = exported(api, "allegations", project, form)
        assert russian["claimants"] == "Russia"
        assert russian["verdicts"] == "dubious (An author, Russia only)"
        assert iranian["claimants"] == "Iran"
        assert not iranian["verdicts"]


def test_claimants_may_be_voices_that_nobody_names_but_not_nothing(api, project):
    made = register.AllegationFactory(project=project, created_by=api.user)
    url, key = "claimants/", {"allegation": str(made.pk)}
    api.post(url, key | {"country": "IN", "is_passive": True})
    assert api.post(url, key, 400)
    actor = str(an_actor(project, "X").pk)
    api.post(url, key | {"actor": actor})
    assert api.post(url, key | {"actor": actor}, 400)


def test_an_allegation_is_no_case_of_itself_through_others(api, project):
    top = register.AllegationFactory(project=project, created_by=api.user)
    below = register.AllegationFactory(project=project, created_by=api.user, umbrella=top)
    answer = api.patch(
        f"allegations/{top.pk}/", {"umbrella": str(below.pk)}, 400, if_match=f'"{top.pk}-1"'
    )
    assert "/umbrella" in pointers(answer)
    assert Allegation.objects.get(pk=top.pk).umbrella is None


def read(client, user, path):
    client.force_login(user, backend=BACKEND)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_dossier_reads_the_chain_from_warning_to_allegation(client, editor, project):
    attack = an_incident(project, title="The attack", date="2024-01-03")
    strike = an_incident(project, title="The strike", date="2024-01-16")
    us, iran = an_actor(project, "US"), an_actor(project, "Iran")
    warning = register.WarningFactory(
        project=project,
        title="A word before",
        incident=attack,
        issuer=us,
        recipient=iran,
        heeded="no",
    )
    register.IncidentLinkFactory(
        incident=attack, to=strike, target_mismatch=True, status="hypothesised"
    )
    excuse = register.AllegationFactory(
        project=project, proposition="It could not be acted upon", warning=warning
    )
    register.ClaimantFactory(allegation=excuse, actor=iran)
    page = read(client, editor, f"/incidents/{strike.pk}/")
    chain = page[page.index('<ol class="chain">') : page.index("</ol>")]
    order = ["A word before", "warned of", "The attack", "provoked", "13 days later", "The strike"]
    places = [chain.index(words) for words in order]
    assert places == sorted(places)
    said = (
        "Not heeded",
        "not the party held responsible",
        "Hypothesised",
        "Alleged",
        "It could not be acted upon",
        "no verdict yet",
        'aria-current="true"',
    )
    for words in said:
        assert words in chain


def test_a_chain_shows_nothing_that_the_reader_may_not_see(client, editor, project):
    attack, hidden = an_incident(project), an_incident(project, title="HIDDEN")
    register.IncidentLinkFactory(incident=attack, to=hidden)
    register.WarningFactory(project=project, title="HIDDEN WARNING", incident=hidden)
    type(hidden).objects.filter(pk=hidden.pk).update(
        embargo_until="2999-01-01T00:00Z", created_by=None
    )
    reader = member(project, "reader")
    assert "HIDDEN" not in read(client, reader, f"/incidents/{attack.pk}/")
    assert "HIDDEN" not in read(client, reader, f"/warnings/?project={project.slug}")
    assert "HIDDEN" in read(client, editor, f"/incidents/{attack.pk}/")


def test_responsibility_is_told_in_words(client, editor, project):
    attack = an_incident(project)
    group, parent = an_actor(project, "Branch", "armed_group"), an_actor(project, "Core")
    register.ParticipationFactory(incident=attack, actor=group)
    register.ResponsibilityFactory(incident=attack, speaker=parent, about=parent)
    register.ResponsibilityFactory(incident=attack, speaker=group, kind="heralds")
    register.AllegationFactory(
        project=project,
        incident=attack,
        kind="direct_involvement",
        subject=an_actor(project, "Another"),
    )
    page = read(client, editor, f"/incidents/{attack.pk}/")
    for words in ("Claimed by its parent or by another", "heralded", "contested"):
        assert words in page
    told = Api(editor).get(f"incidents/{attack.pk}/standing/").json()
    assert told == {
        "level": "claimed_by_parent",
        "claimed": True,
        "claimed_by_perpetrator": False,
        "heralded": True,
        "attributed_only": False,
        "denied": False,
        "competing_claims": False,
        "contested": True,
    }


def test_pages_show_an_allegation_with_who_claims_it_and_its_verdict(client, editor, project):
    made = register.AllegationFactory(project=project, proposition="They did it")
    register.ClaimantFactory(allegation=made, name="", country="IN", is_passive=True)
    register.VerdictFactory(allegation=made, rating="unfounded")
    for path in (f"/allegations/{made.pk}/", f"/allegations/?project={project.slug}"):
        page = read(client, editor, path)
        for words in ("They did it", "voices in India", "in the passive voice", "unfounded"):
            assert words in page


@pytest.mark.parametrize("noun", ["warnings", "allegations"])
def test_forms_add_and_rows_hang_on(client, editor, project, noun):
    client.force_login(editor, backend=BACKEND)
    title = {"warnings": "title", "allegations": "proposition"}[noun]
    answer = client.post(f"/{noun}/new/?project={project.slug}", {title: "Something said"})
    assert answer.status_code == 302, answer.content.decode()
    assert "Something said" in client.get(answer.url).content.decode()
    if noun == "allegations":
        for path, values in (
            ("claimants", {"country": "IN"}),
            ("verdicts", {"reviewer_kind": "court", "rating": "false"}),
        ):
            assert client.post(f"{answer.url}{path}/new/", values).status_code == 302
        page = client.get(answer.url).content.decode()
        assert "voices in India" in page
        assert "court" in page


def test_types_and_domain_are_checked_filtered_and_kept_in_order(api, project):
    body = {
        "project": project.slug,
        "title": "A",
        "domain": "non_state_attack",
        "target_types": ["entertainment_venue", "private_citizens"],
        "weapon_types": ["firearms"],
    }
    made = api.post("incidents/", body).json()
    assert made["target_types"] == ["entertainment_venue", "private_citizens"]
    assert len(api.rows("incidents/", target_type="private_citizens")) == 1
    assert api.rows("incidents/", weapon_type="drone") == []
    assert len(api.rows("incidents/", domain="non_state_attack")) == 1
    many = ["police", "military", "ngo", "media"]
    assert "/target_types" in str(
        pointers(api.post("incidents/", body | {"target_types": many}, 400))
    )
    bad = api.post("incidents/", body | {"weapon_types": ["sword"]}, 400)
    assert any(pointer.startswith("/weapon_types") for pointer in pointers(bad))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("ranges", "apart"),
    [
        ([(151, None, None, ""), (145, 145, 145, "")], True),
        ([(151, None, None, ""), (None, None, 160, "")], False),
        ([(None, 40, None, ""), (39, None, 41, "")], False),
        ([(None, 40, None, ""), (None, 41, None, "")], True),
        ([(29, 29, 29, "attackers"), (40, 40, 40, "staff")], False),
        ([(None, None, None, ""), (40, 40, 40, "")], False),
    ],
)
def test_estimates_contradict_each_other_where_no_number_lies_in_both(ranges, apart):
    assert estimates_conflict(ranges) is apart


def test_a_protected_person_is_not_named_to_outsiders(client):
    """What is never shown without them is not shown; who reads the project from inside sees it."""
    public = register.ProjectFactory(visibility="public")
    person = an_actor(public, "SECRET NAME", "individual")
    type(person).objects.filter(pk=person.pk).update(person_sensitivity="suspect_unconvicted")
    made = register.AllegationFactory(project=public, proposition="He did it", published=True)
    register.ClaimantFactory(allegation=made, actor=person, name="")
    register.VerdictFactory(allegation=made, reviewer=person)
    attack = an_incident(public, published=True)
    register.WarningFactory(project=public, issuer=person, incident=attack, published=True)
    paths = [
        f"/allegations/{made.pk}/",
        f"/allegations/?project={public.slug}",
        f"/warnings/?project={public.slug}",
        f"/incidents/{attack.pk}/",
    ]
    for path in paths:
        assert "SECRET NAME" not in client.get(path).content.decode(), path
    assert "SECRET" not in str(exported(Api(), "allegations", public))
    assert "SECRET" not in str(exported(Api(), "warnings", public))
    insider = member(public, "reader")
    assert "SECRET NAME" in read(client, insider, paths[0])


def test_what_is_said_to_be_the_same_leads_to_the_merge_of_both(client, editor, project):
    one, other = (an_incident(project) for _ in range(2))
    annotator = member(project, "annotator")
    register.IncidentLinkFactory(incident=one, to=other, kind="same_event_as")
    group, name = (an_actor(project, each) for each in ("Group", "Its other name"))
    register.ActorRelationFactory(subject=group, object=name, kind="same_as")
    for noun, here, there in (
        ("incidents", one, other),
        ("incidents", other, one),
        ("actors", group, name),
        ("actors", name, group),
    ):
        address = f"/{noun}/{here.pk}/merge/?into={there.pk}"
        assert address in read(client, editor, f"/{noun}/{here.pk}/")
        assert read(client, editor, address).count("<h1") == 1
        page = read(client, annotator, f"/{noun}/{here.pk}/")
        assert "/merge/?into=" not in page
    curation.merge(other, one, by=editor)
    assert "/merge/?into=" not in read(client, editor, f"/incidents/{one.pk}/")
