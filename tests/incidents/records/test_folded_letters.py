"""What the migrations of folded letters do to text that was stored before."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from ctplatform.search import folding
from incidents.models import Actor, ActorAlias, Place
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory

pytestmark = pytest.mark.both_databases

MIGRATIONS = (
    "incidents.migrations.0030_names_in_any_spelling",
    "annotations.migrations.0009_texts_in_any_spelling",
)


@pytest.mark.pure
@pytest.mark.parametrize("name", MIGRATIONS)
def test_migrations_fold_as_searches_do(name):
    assert importlib.import_module(name).LETTERS == folding.LETTERS


@pytest.mark.django_db
def test_stored_names_are_folded_anew_and_two_spellings_of_one_name_keep_their_keys():
    project = ProjectFactory()
    old = {"search_text": "\u06a9\u0627\u0628\u0644", "name_key": "\u06a9\u0627\u0628\u0644"}
    arabic = make.PlaceFactory(project=project, name="\u0643\u0627\u0628\u0644", kind="city")
    persian = make.PlaceFactory(project=project, name="Kabul", kind="city")
    Place.objects.filter(pk=persian.pk).update(**old)
    alone = make.PlaceFactory(project=project, name="Town", kind="venue")
    Place.objects.filter(pk=alone.pk).update(
        search_text="\u0142om\u017ca", name_key="\u0142om\u017ca"
    )
    actor = make.ActorFactory(project=project, name="Front")
    Actor.objects.filter(pk=actor.pk).update(search_text="\u00f8st", folded="\u00f8st")

    class Editor:
        pass

    Editor.connection = connection
    importlib.import_module(MIGRATIONS[0]).fold_letters(apps, Editor)
    for row in (persian, arabic, alone, actor):
        row.refresh_from_db()
    assert arabic.search_text == persian.search_text == "\u0643\u0627\u0628\u0644"
    assert (arabic.name_key, persian.name_key) == ("\u0643\u0627\u0628\u0644", old["name_key"])
    assert (alone.search_text, alone.name_key) == ("lom\u017ca", "lom\u017ca")
    assert (actor.search_text, actor.folded) == ("ost", "ost")
    assert not ActorAlias.objects.exists()
