"""Pages and API of webhooks: who may do what, and the secret that is shown once."""

import pytest
from django.test import Client

from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.webhooks import services
from ctplatform.webhooks.delivery.signing import secret_of
from ctplatform.webhooks.models import Delivery, Webhook
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.exchange import webhook as given_up

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/webhooks/"
HOST = "http://127.0.0.1:9/"
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def local_receivers(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def editor(project):
    return member(project, "editor")


def program_of(user):
    return Client(headers={"Authorization": f"Token {create_token(by=user, name='Script')[1]}"})


def browser_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(project, **values):
    return {"project": project.slug, "address": HOST, **values}


def test_a_webhook_is_made_read_changed_and_deleted(project, editor):
    client = program_of(editor)
    made = client.post(URL, body_of(project, kinds=["incident"]), **JSON)
    assert made.status_code == 201, made.content
    row = Webhook.objects.get()
    assert made.json()["secret"] == secret_of(row)
    read = client.get(made["Location"])
    assert "secret" not in read.json()
    assert (read.json()["kinds"], read.json()["created_by"]) == (["incident"], editor.username)
    changed = client.patch(
        made["Location"], {"is_active": False}, headers={"If-Match": read["ETag"]}, **JSON
    )
    assert (changed.status_code, changed.json()["is_active"]) == (200, False)
    renewed = client.post(f"{made['Location']}renew-secret/").json()["secret"]
    assert renewed != made.json()["secret"]
    tag = client.get(made["Location"])["ETag"]
    assert client.delete(made["Location"], headers={"If-Match": tag}).status_code == 204
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"address": "https://127.0.0.2/"}, "/address"),
        ({"address": "http://example.org/"}, "/address"),
        ({"address": "nonsense"}, "/address"),
        ({"address": "https://a\u0000b.org/"}, "/address"),
        ({"kinds": ["spaceship"]}, "/kinds"),
        ({"kinds": "incident"}, "/kinds"),
        ({"project": "no-such"}, "/project"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_named(project, editor, values, pointer):
    answer = program_of(editor).post(URL, {**body_of(project), **values}, **JSON)
    assert answer.status_code == 400, answer.content
    assert not Webhook.objects.exists()
    if "\0" not in values.get("address", ""):
        assert pointer in {each["pointer"] for each in answer.json()["errors"]}


def test_only_editors_and_owners_make_and_see_webhooks(project, editor):
    made, _ = services.create_webhook(project, by=editor, address=HOST)
    for role, status in (("owner", 201), ("reviewer", 403), ("reader", 403)):
        client = program_of(member(project, role))
        assert client.post(URL, body_of(project), **JSON).status_code == status
        seen = client.get(f"{URL}{made.pk}/").status_code
        assert seen == (200 if status == 201 else 404)
    stranger = program_of(UserFactory())
    assert stranger.get(URL).json()["results"] == []
    assert stranger.post(URL, body_of(project), **JSON).status_code == 400
    assert Client().get(URL).status_code == 401


def test_a_project_has_at_most_twenty(project, editor):
    for _ in range(services.MOST):
        services.create_webhook(project, by=editor, address=HOST)
    assert program_of(editor).post(URL, body_of(project), **JSON).status_code == 409


def test_what_was_given_up_is_listed_and_sent_again(project, editor):
    row = given_up(project, editor, "here")
    Webhook.objects.update(address=HOST)
    path, client = f"{URL}{row.pk}/deliveries/", program_of(editor)
    (found,) = client.get(path).json()["results"]
    assert (found["state"], found["log"][0]["status"]) == ("dead", 500)
    again = f"{path}{found['id']}/send-again/"
    assert client.post(again).status_code == 409  # paused
    services.change_webhook(row, {"is_active": True}, by=editor)
    assert client.post(again).json()["state"] == "waiting"
    assert client.post(again).status_code == 409
    assert program_of(member(project, "reviewer")).post(again).status_code == 404


def test_pages_make_a_webhook_and_show_its_secret_once(project, editor):
    client, page = browser_of(editor), f"/projects/{project.slug}/webhooks"
    assert client.get(page).status_code == 200
    refused = client.post(page, {"address": "http://10.0.0.1/"})
    assert refused.status_code == 400
    assert "https://" in refused.content.decode()
    made = client.post(page, {"address": HOST, "kinds": ["incident"]})
    row = Webhook.objects.get()
    assert made.status_code == 201
    assert secret_of(row) in made.content.decode()
    shown = client.get(f"/webhooks/{row.pk}/").content.decode()
    assert secret_of(row) not in shown
    assert HOST in client.get(page).content.decode()
    client.post(f"/webhooks/{row.pk}/", {"address": HOST})
    row.refresh_from_db()
    assert (row.is_active, row.kinds) == (False, [])
    renewed = client.post(f"/webhooks/{row.pk}/renew-secret")
    row.refresh_from_db()
    assert secret_of(row) in renewed.content.decode()
    client.post(f"/webhooks/{row.pk}/delete")
    assert not Webhook.objects.exists()


def test_the_page_sends_again_what_was_given_up(project, editor):
    row = given_up(project, editor, "here")
    client, delivery = browser_of(editor), Delivery.objects.get()
    shown = client.get(f"/webhooks/{row.pk}/").content.decode()
    assert "Send again" in shown
    Webhook.objects.update(is_active=True)
    client.post(f"/webhooks/{row.pk}/deliveries/{delivery.pk}/send-again")
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    for role in ("reviewer", "reader"):
        other = browser_of(member(project, role))
        assert other.get(f"/webhooks/{row.pk}/").status_code == 404
        assert other.get(f"/projects/{project.slug}/webhooks").status_code == 403
