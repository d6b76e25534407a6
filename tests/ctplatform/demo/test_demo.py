"""The demo project. It is loaded once for all tests here."""

import datetime as dt
import re
import stat

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from annotations.models import Annotation, Article, Comment, PassageLink
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.models import Project, User
from ctplatform.curation.models import Proposal
from ctplatform.curation.queries.targets import conflicts_of, with_targets
from ctplatform.demo import files, people
from ctplatform.jobs.models import Job
from incidents.assessments.queries.calibration import calibration_of
from incidents.figures.estimates import estimates_conflict
from incidents.models import (
    Actor,
    ActorAlias,
    Assessment,
    DataCheck,
    Incident,
    Place,
    Release,
    Series,
)
from incidents.records.queries.unsourced import unsourced_records
from tests.demo_rows import demo_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sign_ins(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo, as committed rows, and return its file of sign-ins."""
    folder = tmp_path_factory.mktemp("data")
    with demo_rows(django_db_blocker, folder):
        yield folder / "sign-ins.txt"


@pytest.fixture
def demo(sign_ins):
    return Project.objects.get(slug="demo")


def test_demo_has_a_register_and_texts_that_speak_of_it(demo):
    published = Incident.objects.filter(project=demo).published()
    assert published.count() >= 40
    assert Article.objects.filter(project=demo).count() == 4
    assert Annotation.objects.filter(article_version__article__project=demo).count() >= 100
    assert PassageLink.objects.filter(role="contradicts").count() >= 10
    assert Comment.objects.count() >= 8
    assert Assessment.objects.filter(project=demo, judgements__isnull=False).exists()
    assert ActorAlias.objects.filter(text="الموقعون بالدماء").exists()


def test_demo_invites_somebody_who_can_answer(demo):
    (waiting,) = Invitation.objects.addressed_to(User.objects.get(username="amira"))
    assert (waiting.project.slug, waiting.role) == ("notes", "reader")


def test_demo_traces_what_its_texts_dwell_on_and_flags_the_rest(demo):
    published = Incident.objects.filter(project=demo).published()
    bare = set(
        unsourced_records(published, User(is_superuser=True)).values_list("title", flat=True)
    )
    assert published.count() - len(bare) >= 10
    assert "In Amenas gas plant siege" not in bare
    assert "Capture of Baga and Doron Baga" in bare  # the paper does not say by whom


def test_demo_dates_have_every_precision_a_reader_meets(demo):
    precisions = set(Incident.objects.filter(project=demo).values_list("date_precision", flat=True))
    assert {"day", "range", "month"} <= precisions


def test_demo_leaves_proposals_in_every_state_of_review(demo):
    waiting = with_targets(Proposal.objects.filter(project=demo, state="open"))
    assert {row.author.username for row in waiting} == {"amira", "jonas"}
    assert [set(found) for row in waiting if (found := conflicts_of(row))] == [{"high", "stated"}]
    states = set(Proposal.objects.filter(project=demo).values_list("state", flat=True))
    assert states == {"open", "applied", "rejected", "changes_requested"}
    assert Incident.objects.filter(project=demo, state="candidate").exists()


def test_demo_settles_a_question_before_a_second_person(demo):
    settled = Assessment.objects.get(project=demo, outcome="resolved_yes")
    proposal = Proposal.objects.get(target_id=settled.pk, state="applied")
    assert (proposal.author.username, proposal.reviewer.username) == ("jonas", "amira")
    (group,) = calibration_of(demo, proposal.author).groups
    assert group.whole.n == 1


def test_demo_changes_nothing_the_second_time(demo, sign_ins, capsys):
    before = Annotation.objects.count(), User.objects.count(), sign_ins.read_text()
    call_command("demo")
    assert capsys.readouterr().out == "The demo is there already.\n"
    assert (Annotation.objects.count(), User.objects.count(), sign_ins.read_text()) == before


def test_demo_sign_ins_are_for_their_owner_alone_and_open_the_door(sign_ins):
    assert stat.S_IMODE(sign_ins.stat().st_mode) == 0o600
    lines = [line.split() for line in sign_ins.read_text().splitlines()[3:]]
    assert [words[0] for words in lines] == list(people.PEOPLE)
    for username, phrase, *_role in lines:
        assert User.objects.get(username=username).check_password(phrase)


def test_demo_reset_sets_the_old_one_aside(demo):
    call_command("demo", reset=True, verbosity=0)
    assert Project.objects.get(slug="demo-before-1").pk == demo.pk
    assert Project.objects.get(slug="demo").pk != demo.pk
    assert Incident.objects.filter(project=demo).exists()


def test_demo_touches_nobody_who_has_one_of_its_names(demo, capsys):
    Project.objects.filter(slug="demo").update(slug="elsewhere")
    Project.objects.filter(slug="notes").update(slug="elsewhere-too")
    Project.objects.filter(slug="coast").update(slug="elsewhere-as-well")
    call_command("demo")
    assert "are taken" in capsys.readouterr().out
    assert not Project.objects.filter(slug="demo").exists()


def test_demo_quote_that_is_not_in_its_text_is_an_error():
    assert files.locate("one two one", "one", 2) == (8, 11)
    with pytest.raises(files.DemoError, match="three"):
        files.locate("one two one", "three")
    with pytest.raises(files.DemoError, match="2 times"):
        files.locate("one two one", "two", 2)


def test_demo_series_peak_where_the_text_says_and_leave_a_gap(demo):
    series = Series.objects.get(project=demo, group_by="country")
    points = {point.bucket: point.n_max for point in series.points.filter(group="")}
    assert max(points, key=points.get) == dt.date(2015, 7, 1)
    assert points[dt.date(2015, 7, 1)] == 6
    assert points[dt.date(2016, 4, 1)] == 0
    assert dt.date(2016, 8, 1) not in points


def test_demo_draws_attacks_of_one_country_of_several_and_compared(demo, client):
    client.force_login(User.objects.get(username="amira"))
    panels = {"Attacks in Nigeria": 1, "Attacks in Cameroon, Chad and Niger": 1}
    for title, drawn in (panels | {"Attacks, by country": 4}).items():
        series = Series.objects.get(project=demo, title=title)
        svg = client.get(f"/figures/{series.pk}/charts/steps.svg").content.decode()
        lines = re.findall(r'class="series-line" [^>]*d="([^"]*)"', svg)
        assert len([path for path in lines if path.count("V") > 3]) == drawn, title
        assert "2 of 36 months are not covered" in svg
        assert "Source: Sahel and Horn (demo); covered by press, read each week." in svg


def test_demo_checks_have_outcomes_of_several_kinds_and_sources_that_disagree(demo):
    found = dict(DataCheck.objects.filter(project=demo).values_list("claim", "outcome"))
    said = {claim.split(" in ")[0]: outcome for claim, outcome in found.items()}
    assert said["There was no attack"] == "insufficient_data"
    assert {*found.values()} == {
        "supported", "contradicted", "depends_on_uncertainty", "insufficient_data",
    }  # fmt: skip
    disputed = DataCheck.objects.get(project=demo, stated_figures__best=54)
    ranges = [(row.low, row.best, row.high, row.date) for row in disputed.stated_figures.all()]
    assert estimates_conflict(ranges)


def test_demo_has_two_versions_of_a_released_data_set_that_anybody_reads(demo, client):
    project = Project.objects.get(slug="coast")
    first, second = Release.objects.filter(project=project).order_by("number")
    assert (first.state, second.state, second.previous) == ("released", "released", first)
    assert {first.created_by.username, first.approved_by.username} == {"efua", "kofi"}
    assert first.manifest["coverage"]["incidents"] == 4
    assert second.manifest["coverage"]["incidents"] == 4
    changes = second.manifest["changes"]
    assert changes["incidents"] == {"changed": 1, "added": 1, "withdrawn": 1}
    assert changes["casualties"] == {"changed": 1, "added": 1}
    assert first.address == f"http://127.0.0.1:8000/releases/{first.pk}/"
    assert not Job.objects.filter(kind="make_release").exists()
    page = client.get(f"/releases/{second.pk}/")
    assert page.status_code == 200
    assert "http://127.0.0.1:8000" in page.content.decode()
    listed = client.get("/releases/")
    assert listed.context["project"] == project
    assert listed.content.decode().count("Attacks on the Gulf of Guinea coast</a>") == 2


def test_demo_people_still_open_their_own_project_first(demo, client):
    for username in ("amira", "jonas", "nadia"):
        client.force_login(User.objects.get(username=username))
        assert client.get("/").context["project"] == demo


def addresses():
    """Every page that needs no more than a project."""
    given = ("home", "article", "incident", "actor", "assessment", "place", "project-settings")
    plain = (
        "library",
        "incidents",
        "actors",
        "assessments",
        "places",
        "sources",
        "review",
        "search",
        "projects",
        "account",
        "jobs",
        "figures",
        "codebooks",
    )
    return [*given, *plain]


@pytest.mark.parametrize("name", addresses())
def test_demo_pages_answer(name, demo, client):
    client.force_login(User.objects.get(username="amira"))
    models = {
        "article": Article,
        "incident": Incident,
        "actor": Actor,
        "assessment": Assessment,
        "place": Place,
    }
    rows = models[name].objects.filter(project=demo)[:6] if name in models else [None]
    for row in rows:
        arguments = [row.pk] if row else [demo.slug] if name == "project-settings" else []
        try:
            address = reverse(name, args=arguments)
        except NoReverseMatch:
            pytest.fail(f"There is no page called {name}.")
        answer = client.get(address, {} if row else {"project": demo.slug}, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)


def test_demo_history_is_told_in_words(demo, client):
    client.force_login(User.objects.get(username="amira"))
    baga = Incident.objects.get(project=demo, title__startswith="Capture of Baga")
    page = client.get(reverse("incident", args=[baga.pk])).content.decode()
    assert "<b>qualifier</b> up to → at least" in page
    assert "up_to" not in page
