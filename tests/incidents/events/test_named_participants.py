"""The API names the actors of an incident, each with its own role and certainty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


def took_part(incident, name, role="perpetrator", certainty=None, **values):
    actor = make.ActorFactory(project=incident.project, name=name, **values)
    make.ParticipationFactory(incident=incident, actor=actor, role=role, certainty=certainty)
    return str(actor.pk)


def test_incident_names_each_actor_with_its_own_role_and_certainty(api, project):
    incident = make.IncidentFactory(project=project, published=True)
    gunmen = took_part(incident, "Gunmen", certainty="confirmed")
    iskp = took_part(incident, "ISKP", "suspected_perpetrator")
    merged = make.IncidentFactory(project=project, merged_into=incident)
    police = took_part(merged, "Police", "target", "alleged")
    actors = [
        {"id": gunmen, "name": "Gunmen", "role": "perpetrator", "certainty": "confirmed"},
        {"id": iskp, "name": "ISKP", "role": "suspected_perpetrator", "certainty": None},
        {"id": police, "name": "Police", "role": "target", "certainty": "alleged"},
    ]
    assert api.get(f"{URL}{incident.pk}/").json()["actors"] == actors
    rows = {row["id"]: row["actors"] for row in api.get(URL).json()["results"]}
    assert rows[str(incident.pk)] == actors
    other = make.IncidentFactory(project=project)
    assert api.get(f"{URL}{other.pk}/").json()["actors"] == []


def test_actor_that_the_reader_may_not_see_is_not_named(api, project):
    incident = make.IncidentFactory(project=project, published=True)
    took_part(incident, "CNRY", marking="red")
    hidden = make.IncidentFactory(project=project, merged_into=incident, marking="red")
    took_part(hidden, "CNRY too")
    for client in (api, client_of(member(project, "reader"))):
        answer = client.get(f"{URL}{incident.pk}/")
        assert answer.json()["actors"] == []
        assert "CNRY" not in answer.content.decode() + client.get(URL).content.decode()


def test_naming_actors_takes_as_many_queries_for_many_incidents(api, project):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert api.get(URL).status_code == 200
        return len(found)

    took_part(make.IncidentFactory(project=project), "One")
    few = queries()
    for n in range(8):
        took_part(make.IncidentFactory(project=project), f"Another {n}")
    assert queries() == few
