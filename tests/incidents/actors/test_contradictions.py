"""Words, term and number of a likelihood that contradict each other are refused with the reason."""

import pytest
from django.urls import reverse

from incidents.models import Assessment
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
STATED = {"probability_basis": "stated"}


def pointers(answer):
    assert answer.status_code == 400, answer.content
    return {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"estimative": "unlikely", "likelihood": "likely"}, "/likelihood"),
        ({"estimative": "isn't likely", "likelihood": "likely"}, "/likelihood"),
        ({"estimative": "hardly likely", "likelihood": "very_likely"}, "/likelihood"),
        ({"estimative": "highly likely", "likelihood": "likely"}, "/likelihood"),
        ({"estimative": "more likely than not", "likelihood": "unlikely"}, "/likelihood"),
        ({"estimative": "almost certainly not", "likelihood": "almost_certain"}, "/likelihood"),
        ({"likelihood": "unlikely", "probability": "0.6", **STATED}, "/probability"),
        ({"estimative": "unlikely", "probability": "0.6", **STATED}, "/probability"),
        ({"estimative": "not likely", "probability": "0.6", **STATED}, "/probability"),
        (
            {
                "estimative": "very likely",
                "likelihood": "very_likely",
                "probability": "0.95",
                **STATED,
            },
            "/probability",
        ),
    ],
)
def test_the_api_refuses_what_contradicts_itself(api, project, values, pointer):
    body = {"project": "sahel", "statement": "X", **values}
    assert pointers(api.post(f"{V1}/assessments/", body, format="json")) == {pointer}


@pytest.mark.parametrize(
    "values",
    [
        {"estimative": "remote areas", "likelihood": "likely"},
        {"estimative": "most likely", "likelihood": "unlikely"},
        {"estimative": "isn't likely", "likelihood": "roughly_even"},
        {"estimative": "not likely", "probability": "0.3", **STATED},
        {"estimative": "very likely", "likelihood": "very_likely", "probability": "0.8", **STATED},
        {"estimative": "will", "likelihood": "almost_certain"},
    ],
)
def test_what_agrees_is_taken(api, project, values):
    body = {"project": "sahel", "statement": "X", **values}
    answer = api.post(f"{V1}/assessments/", body, format="json")
    assert answer.status_code == 201, answer.json()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"estimative": "unlikely"}, "/likelihood"),
        ({"likelihood": "unlikely"}, "/likelihood"),
        ({"probability": "0.4"}, "/probability"),
    ],
)
def test_a_change_of_one_alone_is_refused(api, project, author, change, pointer):
    claim = make.AssessmentFactory(
        project=project,
        created_by=author,
        estimative="likely",
        likelihood="likely",
        probability="0.6",
        **STATED,
    )
    url = f"{V1}/assessments/{claim.pk}/"
    assert pointer in pointers(api.patch(url, change, format="json", HTTP_IF_MATCH="*"))
    claim.refresh_from_db()
    assert (claim.estimative, claim.likelihood) == ("likely", "likely")


def test_the_form_says_at_the_field_what_contradicts(project, author):
    form = {"statement": "X", "estimative": "isn't likely", "likelihood": "likely"}
    page = page_of(signed_in(author).post("/assessments/new/?project=sahel", form))
    assert "The words “isn&#x27;t likely” do not mean “likely”." in page
    assert "unlikely (20 to 45 %)" in page
    assert not Assessment.objects.exists()


def test_the_admin_refuses_it_too(project):
    root = UserFactory(is_staff=True, is_superuser=True)
    form = {
        "project": str(project.pk),
        "statement": "X",
        "estimative": "unlikely",
        "likelihood": "likely",
        "absences": "{}",
        "marking": "clear",
        "judgements-TOTAL_FORMS": 0,
        "judgements-INITIAL_FORMS": 0,
        "scopes-TOTAL_FORMS": 0,
        "scopes-INITIAL_FORMS": 0,
        "hypotheses-TOTAL_FORMS": 0,
        "hypotheses-INITIAL_FORMS": 0,
        "ach_items-TOTAL_FORMS": 0,
        "ach_items-INITIAL_FORMS": 0,
    }
    page = page_of(signed_in(root).post(reverse("admin:incidents_assessment_add"), form))
    assert "do not mean “likely”" in page
    assert not Assessment.objects.exists()
