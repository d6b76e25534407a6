"""Saved views: kept filters and order, one's own or shared."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.lists import services
from ctplatform.lists.models import SavedView
from tests.ctplatform.rest.client import Api, pointers
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def save(team, by, **values):
    values = {"list": "incidents", "title": "Mine", "query": "country=ML&sort=-date"} | values
    return services.save_view(by=by, project=team.project, **values)


def shown(team, user):
    rows = SavedView.objects.visible_to(user).filter(project=team.project)
    return list(rows.values_list("title", flat=True))


def test_a_view_keeps_filters_and_order_and_nothing_of_one_visit():
    team = Team()
    query = "?project=x&country=ML&search=%C3%A9t%C3%A9&cursor=abc&page=3&sort=-date&state="
    view = save(team, team.reader, query=query)
    assert view.query == "country=ML&search=%C3%A9t%C3%A9&sort=-date"
    assert view.address == f"/incidents/?project={team.project.slug}&{view.query}"


def test_ones_own_views_are_ones_own_and_shared_ones_the_projects():
    team = Team()
    save(team, team.author)
    save(team, team.author, title="Ours", shared=True)
    assert shown(team, team.author) == ["Mine", "Ours"]
    assert shown(team, team.reviewer) == ["Ours"]
    assert shown(team, Team().owner) == []


def test_a_reader_keeps_views_and_shares_none():
    team = Team()
    with pytest.raises(PermissionDenied):
        save(team, team.reader, shared=True)
    view = save(team, team.reader)
    with pytest.raises(PermissionDenied):
        services.change_view(view, {"shared": True}, by=team.reader)
    with pytest.raises(PermissionDenied):
        services.save_view(by=Team().owner, project=team.project, list="actors", title="x")


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "a" * 101}, {"list": "people"}, {"query": "a=" + "b" * 2001}]
)
def test_a_view_has_a_name_a_list_and_a_query_of_bounded_length(wrong):
    team = Team()
    with pytest.raises(ValidationError) as error:
        save(team, team.author, **wrong)
    assert wrong.keys() == error.value.message_dict.keys()


def test_a_name_is_used_once():
    team = Team()
    save(team, team.author)
    with pytest.raises(ValidationError):
        save(team, team.author, title="MINE")
    save(team, team.author, list="actors")
    save(team, team.reviewer)


def test_editors_tidy_shared_views_and_no_others():
    team = Team()
    own, ours = save(team, team.author), save(team, team.author, title="Ours", shared=True)
    for view, by in ((own, team.editor), (ours, team.reviewer)):
        with pytest.raises(PermissionDenied):
            services.delete_view(view, by=by)
    services.delete_view(ours, by=team.editor)
    services.delete_view(own, by=team.author)
    assert not SavedView.objects.exists()


def test_views_over_http():
    team = Team()
    api = Api(team.author)
    body = {"project": team.project.slug, "list": "incidents", "title": "M", "query": "country=ML"}
    made = api.post("saved-views/", body)
    at = f"saved-views/{made.json()['id']}/"
    assert api.get(at).json()["created_by"] == team.author.username
    api.post("saved-views/", body, status=400)
    renamed = api.patch(at, {"title": "Mali"}, if_match=made["ETag"])
    assert renamed.json()["title"] == "Mali"
    api.patch(at, {"title": "x"}, 412, if_match=made["ETag"])
    Api(team.reviewer).get(at, status=404)
    assert pointers(api.post("saved-views/", body | {"list": "people"}, status=400)).keys() == {
        "/list"
    }
    api.delete(at, if_match=renamed["ETag"])


def test_views_on_the_page(client):
    team = Team()
    client.force_login(team.author)
    address = f"/incidents/?project={team.project.slug}"
    team.candidate()
    given = {"list": "incidents", "title": "Mali <b>", "query": "country=ML", "shared": "1"}
    saved = client.post(f"/saved-views/save/?project={team.project.slug}", given)
    assert saved["Location"] == f"{address}&country=ML"
    html = client.get(address).content.decode()
    assert "Mali &lt;b&gt;" in html
    refused = client.post(f"/saved-views/save/?project={team.project.slug}", given, follow=True)
    assert "You have a view of this name already." in refused.content.decode()
    view = SavedView.objects.get()
    client.post(f"/saved-views/{view.pk}/forget/")
    assert not SavedView.objects.exists()


def test_saved_views_follow_the_renamed_filter():
    team = Team()
    view = save(team, team.reader, query="country=ML&untraced=true&sort=-date")
    other = save(team, team.reader, title="Other", query="search=untraced")
    migration = import_module("ctplatform.lists.migrations.0003_unsourced_filter")
    migration.rename_filter(apps, "untraced", "unsourced")
    view.refresh_from_db()
    other.refresh_from_db()
    assert view.query == "country=ML&unsourced=true&sort=-date"
    assert other.query == "search=untraced"
