"""Names in the tables of an import's mapping: picked, and read in any language."""

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client

from incidents.imports.forms.rows import ConstantForm, ValueForm
from incidents.imports.services.mappings import with_replacements
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.mark.parametrize(
    ("field", "find"),
    [
        ("country", "country/?"),
        ("perpetrator", "actor/?project=sahel"),
        ("place", "place/?project=sahel"),
        ("source", "source/?project=sahel"),
    ],
)
def test_names_are_picked_for_all_rows_and_instead_of_a_value(project, field, find):
    constant = ConstantForm(initial={"field": field}, prefix="constant-0", project=project)
    row = {"field": field, "text": "Mal1", "instead": ""}
    value = ValueForm(initial=row, prefix="value-0", project=project)
    missed = Template("{% load imports %}{% reading_input row 0 project %}").render(
        Context({"row": {"field": field, "value": "Mal1"}, "project": project})
    )
    for html in (str(constant["value"]), str(value["instead"]), missed):
        assert f'data-find="/register/find/{find}"' in html


def test_a_field_of_terms_stays_a_menu_and_figures_a_text(project):
    terms = ConstantForm(initial={"field": "lifecycle"}, prefix="constant-0", project=project)
    assert "<select" in str(terms["value"])
    year = ConstantForm(initial={"field": "year"}, prefix="constant-0", project=project)
    assert "data-find" not in str(year["value"])


def test_countries_are_read_in_any_language_and_refused_by_name(project):
    data = {"constant-0-field": "country", "constant-0-value": "Мали"}
    form = ConstantForm(data, prefix="constant-0", project=project)
    assert form.is_valid()
    assert form.cleaned_data["value"] == "Mali"
    data = {"value-0-field": "country", "value-0-text": "x", "value-0-instead": "مالي"}
    form = ValueForm(data, prefix="value-0", project=project)
    assert form.is_valid()
    assert form.cleaned_data["instead"] == "Mali"
    wrong = ValueForm(data | {"value-0-instead": "Atlantis"}, prefix="value-0", project=project)
    assert not wrong.is_valid()
    assert "Atlantis" in wrong.errors["instead"][0]
    columns = {"columns": {"t": "title", "c": "country", "n": "target_nationalities"}}
    chosen = [("country", "Mal1", "Мали"), ("target_nationalities", "x", "Россия; Mali")]
    found = with_replacements(columns, chosen)
    assert found["values"]["country"] == {"Mal1": "Mali"}
    assert found["values"]["target_nationalities"] == {"x": "Russian Federation; Mali"}
    with pytest.raises(ValidationError):
        with_replacements(columns, [("country", "Mal1", "Atlantis")])


def test_a_row_of_the_mapping_knows_its_project(project):
    client = Client()
    client.force_login(
        member(project, "annotator"), backend="django.contrib.auth.backends.ModelBackend"
    )
    query = {"row": 1, "project": "sahel", "constant-0-field": "perpetrator"}
    html = client.get("/imports/constant/", query).content.decode()
    assert 'data-find="/register/find/actor/?project=sahel"' in html
