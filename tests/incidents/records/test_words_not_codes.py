"""Pages say countries, terms, formats and names in words, and an allegation as alleged."""

import json

import pytest

from ctplatform.charts.circular_network import Chord, End
from ctplatform.charts.circular_network import draw as draw_web
from ctplatform.charts.ego_network import Tie, draw
from ctplatform.charts.text_layout import cut_line, wrap_text
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.models import Allegation, DuplicateSuggestion
from incidents.records.labels import shorten_text
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.django_db
PROPOSITION = "A neighbouring government knew of the attack and let it happen"
LABEL = f"alleged: {PROPOSITION}"


@pytest.fixture
def team():
    return Team("open")


def read(client, person, path):
    client.force_login(person)
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


# Alleged -----------------------------------------------------------------------------------------


def test_an_allegation_is_alleged_wherever_it_is_named(team, client):
    values = {"project": team.project, "proposition": PROPOSITION}
    charge = curation.create_record(Allegation, values, by=team.owner).record
    case = values | {"proposition": "A minister knew", "umbrella": charge}
    case = curation.create_record(Allegation, case, by=team.owner).record
    slug = team.project.slug
    home = read(client, team.owner, f"/?project={slug}")
    assert LABEL in home
    assert f">{PROPOSITION}" not in home
    assert LABEL in read(client, team.owner, f"/search/?project={slug}&q=neighbouring")
    assert LABEL in read(client, team.owner, f"/history/allegation/{charge.pk}/")
    assert LABEL in read(client, team.owner, f"/allegations/{case.pk}/")
    assert f"<title>{LABEL}" in read(client, team.owner, f"/allegations/{charge.pk}/")
    found = client.get(f"/register/find/allegation/?project={slug}&q={LABEL}").content.decode()
    assert LABEL in found
    row = client_of(team.owner).get(f"/api/v1/allegations/{charge.pk}/").json()
    assert (row["label"], row["proposition"]) == (LABEL, PROPOSITION)


def test_a_pledge_is_not_called_alleged(team, client):
    promise = make.AllegationFactory(
        project=team.project, proposition="Nobody will attack from here", kind="pledge"
    )
    page = read(client, team.owner, f"/allegations/{promise.pk}/")
    assert "<title>pledged: Nobody will attack from here" in page
    assert ">Pledged<" in page
    assert ">Alleged<" not in page


def test_what_an_actor_did_stands_beside_its_part(team, client):
    record = team.candidate(by=team.owner)
    actor = make.ActorFactory(project=team.project, name="A State")
    make.ParticipationFactory(
        incident=record, actor=actor, role="party", note="Recognises in fact."
    )
    assert "Recognises in fact." in read(client, team.owner, f"/incidents/{record.pk}/")


def test_reviews_and_notifications_name_it_as_alleged(client):
    team = Team()
    charge = make.AllegationFactory(project=team.project, proposition=PROPOSITION, published=True)
    proposal = curation.propose(charge, {"note": "More."}, by=team.author, reason="As ¶3 says.")
    queue = read(client, team.reviewer, f"/review/?project={team.project.slug}")
    assert LABEL in queue
    assert LABEL in read(client, team.reviewer, f"/review/{proposal.pk}/")
    curation.accept(proposal, by=team.reviewer)
    assert LABEL in read(client, team.author, "/notifications/")
    assert Proposal.objects.get().state == "applied"


def test_a_long_proposition_is_cut_after_a_word():
    assert shorten_text(PROPOSITION, 30) == "A neighbouring government…"
    assert shorten_text("x" * 40, 30) == f"{'x' * 29}…"
    assert shorten_text(PROPOSITION) == PROPOSITION
    assert str(Allegation(proposition=f"{PROPOSITION} {PROPOSITION}")).endswith("…")


# Codes -------------------------------------------------------------------------------------------


def test_a_proposal_and_the_history_name_countries(client):
    team = Team()
    record = team.published(country="AF")
    proposal = curation.propose(record, {"country": "PK"}, by=team.author, reason="As ¶3 says.")
    shown = read(client, team.reviewer, f"/review/{proposal.pk}/")
    assert "Afghanistan" in shown
    assert "Pakistan" in shown
    assert ">PK<" not in shown
    curation.accept(proposal, by=team.reviewer)
    history = read(client, team.reviewer, f"/incidents/{record.pk}/")
    assert "Afghanistan → Pakistan" in history
    assert "AF → PK" not in history


def test_the_history_names_records_instead_of_ids(team, client):
    first = make.PlaceFactory(project=team.project, name="Gao")
    second = make.PlaceFactory(project=team.project, name="Timbuktu")
    record = team.candidate(by=team.owner, place=first)
    curation.change_record(record, {"place": second}, by=team.owner, reason="Read again.")
    shown = read(client, team.owner, f"/incidents/{record.pk}/")
    assert "Gao → Timbuktu" in shown
    assert str(second.pk) not in shown.split('id="history-head"')[1].split("</section>")[0]


def test_absences_and_names_of_places_are_said_in_words(client):
    team = Team()
    record = team.published()
    values = {"absences": {"place": "unknown", "country": "not_applicable"}}
    proposal = curation.propose(record, values, by=team.author, reason="None is given.")
    shown = read(client, team.reviewer, f"/review/{proposal.pk}/")
    assert "Place: unknown; Country: not applicable" in shown
    assert "not_applicable" not in shown
    place = make.PlaceFactory(project=team.project, name="Moscow", published=True)
    names = [{"name": "Москва", "language": "ru"}]
    proposal = curation.propose(place, {"names": names}, by=team.author, reason="Its own.")
    shown = read(client, team.reviewer, f"/review/{proposal.pk}/")
    assert "Москва" in shown
    assert "&quot;language&quot;" not in shown


def test_the_pages_of_a_pair_name_countries(team, client):
    first, second = (
        team.candidate(by=team.owner, title=title, country="ML") for title in ("One", "Two")
    )
    first, second = sorted((first, second), key=lambda each: each.pk)
    DuplicateSuggestion.objects.create(
        project=team.project, first_incident=first, second_incident=second, score=0.9
    )
    pairs = read(client, team.owner, f"/duplicates/?project={team.project.slug}")
    assert pairs.count("<span>Mali</span>") == 2
    assert "<span>ML</span>" not in pairs
    curation.change_record(second, {"country": "NE"}, by=team.owner)
    merge = read(client, team.owner, f"/incidents/{first.pk}/merge/?into={second.pk}")
    assert "Niger" in merge
    assert "Mali" in merge


def test_stated_types_are_said_by_their_labels(team, client):
    record = team.candidate(by=team.owner, attack_types=["bombing"])
    article = texts.article(team.project, team.owner)
    said = texts.annotation(article, team.owner, "gunmen")
    texts.link(
        said,
        record,
        team.owner,
        role="supports",
        field="attack_types",
        stated_value=["armed_assault", "hostage_barricade"],
    )
    shown = read(client, team.owner, f"/incidents/{record.pk}/")
    assert "armed_assault" not in shown
    assert "hostage taking, barricade" in shown


def test_imports_name_their_format(team, client):
    from ctplatform.jobs.models import Job  # noqa: PLC0415 - a job of another floor

    job = Job.objects.create(
        kind="import",
        title="events.csv",
        project=team.project,
        created_by=team.owner,
        parameters={"format": "mapped", "dataset": "own"},
    )
    for path in (f"/imports/?project={team.project.slug}", f"/imports/{job.pk}/"):
        page = read(client, team.owner, path)
        assert "Another table (CSV, XLSX)" in page
        assert ">mapped<" not in page
        assert "<small>mapped" not in page


# Drawings ----------------------------------------------------------------------------------------

LONG = "cooperates without its knowledge with a hidden part of"


@pytest.mark.pure
def test_lines_of_drawings_are_cut_after_a_word():
    assert cut_line("does not sponsor the group", 20) == "does not sponsor…"
    assert cut_line("x" * 30, 20) == f"{'x' * 19}…"
    assert wrap_text("gives counter-terrorism aid to", 20, 1) == ["gives …"]


@pytest.mark.pure
@pytest.mark.parametrize("frame", ["wide", "narrow"])
def test_labels_of_relations_are_wrapped_and_not_cut(frame):
    from ctplatform.charts import ego_network  # noqa: PLC0415 - its frames by name

    tie = Tie("1", "Group", LONG, details=("alleged by the media", "no verdict yet"))
    drawing = draw(
        "Centre", [tie, Tie("2", "Other", "sponsors")], getattr(ego_network, frame.upper())
    )
    label = next(edge.label for edge in drawing.edges if edge.tie is tie)
    assert " ".join(label.lines) == LONG
    boxes = [text.box for edge in drawing.edges for text in (edge.label, edge.details)]
    assert all(box[1] >= 0 for box in boxes)


@pytest.mark.pure
def test_who_alleges_a_relation_in_a_web_is_wrapped():
    said = "alleged by several newspapers and one member of the opposition in parliament"
    chord = Chord("1", "2", said, status="alleged", label=(said,), must_say=True)
    drawing = draw_web([End("1", "One"), End("2", "Two")], [chord])
    assert [" ".join(curve.label) for curve in drawing.chords] == [said]


def test_relations_are_drawn_with_their_words_in_full(team, client):
    actor = make.ActorFactory(project=team.project, created_by=team.owner, name="The Group")
    other = make.ActorFactory(project=team.project, created_by=team.owner, name="A State")
    make.ActorRelationFactory(
        subject=other,
        object=actor,
        kind="assists_against_terrorism",
        status="alleged",
        claimant_words="media in the region",
    )
    page = read(client, team.owner, f"/actors/{actor.pk}/")
    assert json.dumps("…") not in page
    titles = [part.split("</title>")[0] for part in page.split("<title>")[1:]]
    assert any("A State" in title and "media in the region" in title for title in titles)


@pytest.mark.parametrize("status", ["alleged", "rejected"])
def test_the_page_of_an_allegation_says_once_that_its_relation_is_alleged(client, status):
    team = Team()
    relation = make.ActorRelationFactory(
        subject=make.ActorFactory(project=team.project, name="State"),
        object=make.ActorFactory(project=team.project, name="Group"),
        kind="sponsors",
        status=status,
        claimant_words="two ministers",
    )
    allegation = make.AllegationFactory(
        project=team.project, relation=relation, created_by=team.author
    )
    client.force_login(team.author)
    page = client.get(f"/allegations/{allegation.pk}/").content.decode()
    said = page.split('id="relation-head"')[1].split("</section>")[0]
    assert said.lower().count("alleged") == 1
    assert "two ministers" in said
    assert ("rejected" in said) == (status == "rejected")
