"""Acts on many records in the admin, what is shown of their passages, imports and duplicates."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from ctplatform.curation.models import Proposal, Revision
from incidents import models
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def chief(client):
    user = UserFactory(username="chief", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def address(model, page, *args):
    return reverse(f"admin:incidents_{model._meta.model_name}_{page}", args=args)


def act(client, action, rows, model=models.Incident, **form):
    ticked = {"action": action, "_selected_action": [row.pk for row in rows]}
    shown = {f"version-{row.pk}": row.version for row in rows}
    return client.post(address(model, "changelist"), ticked | shown | form, follow=True)


def words(answer):
    return answer.content.decode()


def test_field_is_set_in_many_records_after_a_page_that_counts_them(client, chief, team):
    candidate, published = team.candidate(title="Candidate"), team.published(title="Published")
    moved = team.candidate(title="Moved")
    rows = [candidate, published, moved]
    page = words(act(client, "set_field", rows))
    assert "3 records are selected" in page
    assert all(row.title in page for row in rows)
    assert not Revision.objects.filter(by=chief).exists()
    models.Incident.objects.filter(pk=moved.pk).update(version=7)
    answer = act(client, "set_field", rows, sent=1, value="lifecycle:failed", reason="Read again.")
    assert "1 changed; 1 waits for review; 1 refused" in words(answer)
    assert "Moved: " in words(answer)
    for row in rows:
        row.refresh_from_db()
    assert (candidate.lifecycle, moved.lifecycle) == ("failed", None)
    assert Revision.objects.get(by=chief).reason == "Read again."
    assert Proposal.objects.get().diff["lifecycle"]["to"] == "failed"
    assert published.lifecycle is None


def test_value_that_no_field_has_is_refused_on_the_page(client, chief, team):
    row = team.candidate()
    for value in ("lifecycle:nonsense", "title:x", ""):
        answer = act(client, "set_field", [row], sent=1, value=value)
        assert answer.status_code == 200
        assert "errorlist" in words(answer)
    row.refresh_from_db()
    assert row.version == 1


def test_records_are_merged_into_the_one_that_is_chosen(client, chief, team):
    kept, gone = team.candidate(title="Kept"), team.candidate(title="Gone")
    published = team.published()
    assert "Select 2 to 200 records" in words(act(client, "merge_selected", [kept]))
    rows = [kept, gone, published]
    assert "3 records are selected" in words(act(client, "merge_selected", rows))
    answer = act(client, "merge_selected", rows, sent=1, into=str(kept.pk))
    gone.refresh_from_db()
    published.refresh_from_db()
    assert gone.merged_into == kept
    assert published.merged_into is None  # a second person agrees first, or it is refused by name
    assert "1 changed; " in words(answer)


def test_merging_published_records_waits_for_a_second_person(client, chief, team):
    rows = [team.published(title="One"), team.published(title="Two")]
    answer = act(client, "merge_selected", rows, sent=1, into=str(rows[0].pk))
    assert "1 waits for review" in words(answer)
    assert Proposal.objects.get().kind == "merge"


def test_selected_records_are_exported_in_a_chosen_format(client, chief, team):
    rows = [team.candidate(title="Exported"), team.candidate(title="Also")]
    team.candidate(title="Left")
    page = words(act(client, "export_selected", rows))
    assert "2 records are exported" in page
    answer = act(client, "export_selected", rows, sent=1, format="csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="incidents-')
    lines = b"".join(answer.streaming_content).decode()
    assert "Exported" in lines
    assert "Left" not in lines
    wrong = act(client, "export_selected", rows, sent=1, format="exe")
    assert "errorlist" in words(wrong)


def test_export_leaves_out_what_its_reader_may_not_pass_on(client, team):
    team.project.visibility = "public"
    team.project.save()
    open_one, restricted = team.published(title="Open"), team.published(title="Bound")
    models.Incident.objects.filter(pk=restricted.pk).update(rights="restricted")
    outsider = UserFactory(is_staff=True)
    outsider.user_permissions.set(Permission.objects.all())
    client.force_login(outsider)
    page = words(act(client, "export_selected", [open_one, restricted]))
    assert "1 record is exported" in page
    assert "1 is left out: it may not be passed on" in page
    answer = act(client, "export_selected", [open_one, restricted], sent=1, format="csv")
    lines = b"".join(answer.streaming_content).decode()
    assert "Open" in lines
    assert "Bound" not in lines
    assert "You may not export any" in words(act(client, "export_selected", [restricted]))


def test_acts_are_offered_where_they_can_be_done(client, chief):
    make.SourceFactory()
    for model, offered in (
        (models.Actor, {"set_field", "merge_selected", "export_selected"}),
        (models.CasualtyEstimate, set()),
    ):
        make.CasualtyEstimateFactory()
        make.ActorFactory()
        page = words(client.get(address(model, "changelist")))
        for name in ("set_field", "merge_selected", "export_selected"):
            assert (f'value="{name}"' in page) == (name in offered), (model, name)


def test_passages_stand_beside_the_fields_of_which_they_speak(client, chief):
    project = ProjectFactory(slug="sahel")
    author = member(project, "annotator")
    incident = make.IncidentFactory(project=project, country="ML")
    passage = text.annotation(
        text.article(project=project, by=author), by=author, quote="attacked the market"
    )
    values = {"by": author, "target_type": "incident", "role": "supports"}
    text.link(passage, incident, field="country", **values)
    page = words(client.get(address(models.Incident, "change", incident.pk)))
    before, _, after = page.partition("attacked the market")
    assert before.rindex("field-country") > before.rindex("field-lifecycle")
    assert f"/articles/{passage.article_version.article_id}" in after
    text.link(passage, incident, field="killed", **values)
    page = words(client.get(address(models.Incident, "change", incident.pk)))
    assert page.count("attacked the market") == 2
    assert "Of other fields" in page


def test_pages_of_many_passages_take_as_many_queries(client, chief, count_queries):
    project = ProjectFactory(slug="sahel")
    author = member(project, "annotator")
    incident = make.IncidentFactory(project=project)
    article = text.article(project=project, by=author)
    url = address(models.Incident, "change", incident.pk)

    def more(quotes):
        for quote in quotes:
            passage = text.annotation(article, by=author, quote=quote)
            text.link(passage, incident, by=author, target_type="incident", field="country")

    more(["attacked"])
    few = count_queries(lambda: client.get(url))
    more(["the market", "attacked the"])
    assert count_queries(lambda: client.get(url)) == few


def test_pairs_of_duplicates_are_judged_by_the_service(client, chief, team):
    one, two = team.candidate(title="One"), team.candidate(title="Two")
    pair = models.DuplicateSuggestion.objects.create(
        project=team.project,
        first_incident=one,
        second_incident=two,
        score=0.9,
        parts={"date": 1, "place": 1},
    )
    page = words(client.get(address(models.DuplicateSuggestion, "changelist")))
    assert "One / Two" in page
    assert "90%" in page
    act(client, "dismiss_selected", [pair], models.DuplicateSuggestion)
    pair.refresh_from_db()
    assert (pair.state, pair.by) == ("dismissed", chief)
    late = {f"version-{pair.pk}": 1}
    stale = act(client, "reopen_selected", [pair], models.DuplicateSuggestion, **late)
    assert "One / Two: " in words(stale)
    act(client, "reopen_selected", [pair], models.DuplicateSuggestion)
    pair.refresh_from_db()
    assert (pair.state, pair.version) == ("open", 3)
    assert client.get(address(models.DuplicateSuggestion, "add")).status_code == 403


def test_imports_are_read_and_not_written(client, chief, team):
    incident = team.candidate()
    rows = [
        models.ImportFile.objects.create(
            project=team.project,
            name="ged.csv",
            file="imports/x",
            size=3,
            sha256="0" * 64,
            created_by=chief,
        ),
        models.ImportMapping.objects.create(
            project=team.project, name="GED", header="0" * 64, created_by=chief
        ),
        models.ExternalRecord.objects.create(
            project=team.project, incident=incident, dataset="ucdp", external_id="412"
        ),
    ]
    for row in rows:
        assert str(row.pk) in words(client.get(address(row, "changelist")))
        assert client.get(address(row, "change", row.pk)).status_code == 200
        assert client.post(address(row, "change", row.pk), {}).status_code == 403
        assert client.post(address(row, "delete", row.pk), {"post": "yes"}).status_code == 403
    found = words(client.get(address(rows[2], "changelist"), {"q": "412"}))
    assert str(rows[2].pk) in found
