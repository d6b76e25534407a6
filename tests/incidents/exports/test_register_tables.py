"""The tables of actors, relations, assessments and judgements."""

import datetime as dt
import io

import pytest

from ctplatform.exchange.analysis.registration import analysis_tables
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.incidents.conftest import client_of

pd = pytest.importorskip("pandas")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TABLES = {each.of: each for each in analysis_tables() if each.of != "incidents"}


def opened(user, noun, name="table_csv", read=pd.read_csv):
    answer = client_of(user).get(f"/api/v1/{noun}/export/", {"format": name})
    assert answer.status_code == 200
    return read(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def project():
    project = ProjectFactory(visibility="public")
    front = make.ActorFactory(
        project=project, name="=Front", country="NA", active="2015/..", published=True
    )
    make.ActorAliasFactory(actor=front, text="FN; North")
    front.save()
    person = make.ActorFactory(
        project=project, name="A. Suspect", kind="individual",
        person_sensitivity="suspect_unconvicted", published=True,
    )  # fmt: skip
    make.ActorRelationFactory(
        subject=front,
        object=person,
        kind="recruits_from",
        status="alleged",
        date="2020",
        claimant_words="media",
    )
    question = make.AssessmentFactory(
        project=project, statement="It holds", holder=front, probability="0.700",
        probability_basis="stated", horizon="2024", criteria="Seen.",
        outcome="resolved_yes", outcome_date="2025-01-02", outcome_evidence="Seen.",
        published=True, published_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    make.JudgementFactory(assessment=question, probability="0.600")
    make.ActorFactory(project=project, name="Amber", marking="amber", published=True)
    return project


def test_values_are_those_of_the_register(project):
    reader = member(project, "annotator")
    front = opened(reader, "actors").iloc[0]
    shown = front[["name", "aliases", "country_iso3"]]
    assert tuple(shown) == ("'=Front", "FN, North", "NAM")
    relation = opened(reader, "actor-relations").iloc[0]
    assert (relation["subject_name"], relation["object_name"]) == ("'=Front", "a person")
    assert (relation["status"], relation["directed"], relation["negative"]) == ("alleged", 1, 0)
    assert (relation["date_start"], relation["date_end"]) == ("2020-01-01", "2020-12-31")
    held = opened(reader, "assessments").iloc[0]
    assert (held["holder_name"], held["probability"]) == ("'=Front", 0.7)
    assert (held["outcome"], held["brier"]) == ("resolved_yes", pytest.approx(0.09))
    judged = opened(reader, "judgements").iloc[0]
    assert (judged["statement"], judged["outcome_date"]) == ("It holds", "2025-01-02")
    assert judged["brier"] == pytest.approx(0.16)


@pytest.mark.parametrize("noun", TABLES)
def test_formats_agree_and_are_explained(project, noun):
    reader, columns = member(project, "reader"), TABLES[noun].names
    tables = [
        opened(reader, noun),
        opened(reader, noun, "table_xlsx", pd.read_excel),
        opened(reader, noun, "table_parquet", pd.read_parquet),
    ]
    assert [tuple(each.columns) for each in tables] == [columns] * 3
    assert len({(len(each), *each["id"]) for each in tables}) == 1
    assert tuple(opened(reader, noun, "table_dictionary")["column"]) == columns


def test_outsiders_get_what_the_other_exports_give_them(project):
    names = set(opened(UserFactory(), "actors")["name"])
    assert "Amber" not in names
    assert "A. Suspect" not in names
    assert "'=Front" in names
    assert "Amber" in set(opened(member(project, "annotator"), "actors")["name"])
