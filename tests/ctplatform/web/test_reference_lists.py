"""A field of several references: names with semicolons between, and errors at the field."""

import pytest
from django import forms
from django.http import QueryDict

from ctplatform.web.reference_lists import MOST_TYPED, ReferencesField
from ctplatform.web.references import choosable, describe
from incidents.models import Actor
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


def form_of(team, initial=None, **data):
    rows = choosable(Actor, user=team.editor, project=team.project)
    found = type(
        "Choice",
        (forms.Form,),
        {"actor": ReferencesField(rows, project=team.project, required=False)},
    )
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values if isinstance(values, list) else [values])
    return found(query if data else None, initial={"actor": initial or []})


def names(form):
    assert form.is_valid(), form.errors
    return [row.name for row in form.cleaned_data["actor"]]


def actors(team, *labels, **values):
    return [ActorFactory(project=team.project, name=name, **values) for name in labels]


def test_names_and_ids_are_read_once_each(team):
    _first, second = actors(team, "The Base", "The Front")
    form = form_of(team, actor=f" the base;{second.pk} ;; The Front; THE BASE ")
    assert names(form) == ["The Base", "The Front"]


def test_values_that_were_shown_are_known_by_their_id(team):
    """Two actors of one name, and one with a semicolon in its name, are read again unchanged."""
    rows = [*actors(team, "Twin"), *actors(team, "Twin"), *actors(team, "One; two")]
    ids = [str(row.pk) for row in rows]
    opened = form_of(team, initial=ids)["actor"]
    page = str(opened)
    shown = "; ".join([describe(rows[0]), describe(rows[1]), "One, two"])
    assert f'value="{shown}"' in page
    assert all(f'name="actor_known" value="{pk}"' in page for pk in ids)
    if describe(rows[0]) != describe(rows[1]):
        again = form_of(team, initial=ids, actor=shown, actor_known=ids)
        assert names(again) == ["Twin", "Twin", "One; two"]
        assert not again.has_changed()
    fewer = form_of(team, initial=ids, actor="One, two", actor_known=ids)
    assert names(fewer) == ["One; two"]
    assert fewer.has_changed()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Base; Nobody at all", "Nobody at all"),
        ("Twin", "Several match"),
        ("\0", "Null characters"),
        (f"; {'no such name; ' * (MOST_TYPED + 1)}", "at most"),
    ],
)
def test_errors_name_what_is_wrong_and_keep_the_text(team, text, words):
    actors(team, "The Base", "Twin", "Twin")
    form = form_of(team, actor=text)
    assert not form.is_valid()
    assert words in form.errors["actor"][0]
    assert form["actor"].value() == text


def test_a_name_with_what_distinguishes_it_is_enough(team):
    [one] = actors(team, "Twin", kind="armed_group")
    [other] = actors(team, "Twin", kind="state")
    if describe(one) != describe(other):
        form = form_of(team, actor=describe(other))
        assert form.is_valid(), form.errors
        assert form.cleaned_data["actor"] == [other]


def test_rows_of_others_are_not_found(team):
    hidden = ActorFactory(name="Elsewhere")
    assert not form_of(team, actor="Elsewhere").is_valid()
    assert not form_of(team, actor=str(hidden.pk)).is_valid()
    assert names(form_of(team, actor="", actor_known=[str(hidden.pk)])) == []
