"""A POST that is sent again acts once."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from annotations.models import Annotation, Article
from ctplatform.accounts.models import Membership, Project, User
from ctplatform.jobs.models import Job
from ctplatform.rest.models import IdempotencyKey
from ctplatform.rest.requests.idempotency import LIFETIME, forget_spent_keys
from incidents.models import Incident
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BODY = {"slug": "a", "title": "A"}


def test_same_key_and_body_is_answered_alike():
    api = Api(UserFactory())
    first = api.post("projects/", BODY, idempotency_key="k")
    second = api.post("projects/", BODY, idempotency_key="k")
    assert second.json() == first.json()
    assert (second["ETag"], second["Location"]) == (first["ETag"], first["Location"])
    assert Project.objects.count() == 1


def test_key_order_of_the_body_makes_no_difference():
    api = Api(UserFactory())
    api.post("projects/", BODY, idempotency_key="k")
    api.post("projects/", dict(reversed(BODY.items())), idempotency_key="k")


def test_same_key_and_another_body_or_path_is_422():
    api = Api(UserFactory())
    api.post("projects/", BODY, idempotency_key="k")
    api.post("projects/", {**BODY, "slug": "b"}, 422, idempotency_key="k")
    api.post("articles/", BODY, 422, idempotency_key="k")
    assert Project.objects.count() == 1


def test_same_key_and_another_filter_is_422():
    api = Api(member(ProjectFactory(slug="demo"), "annotator"))
    first = api.post("incidents/export/?project=demo&country=ML", {}, 202, idempotency_key="k")
    again = api.post("incidents/export/?country=ML&project=demo", {}, 202, idempotency_key="k")
    assert again.json() == first.json()
    api.post("incidents/export/?project=demo&country=NE", {}, 422, idempotency_key="k")
    api.post("incidents/export/", {}, 422, idempotency_key="k")
    assert Job.objects.filter(kind="export").count() == 1


def test_keys_belong_to_a_person():
    Api(UserFactory()).post("projects/", BODY, idempotency_key="k")
    Api(UserFactory()).post("projects/", {**BODY, "slug": "b"}, idempotency_key="k")


def test_a_refused_request_spends_no_key():
    api = Api(UserFactory())
    api.post("projects/", {"slug": "a"}, 400, idempotency_key="k")
    assert not IdempotencyKey.objects.exists()
    api.post("projects/", BODY, idempotency_key="k")


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_key_of_a_wrong_length_is_400(key):
    Api(UserFactory()).post("projects/", BODY, 400, idempotency_key=key)


def test_anonymous_request_with_a_key_is_401():
    Api().post("projects/", BODY, 401, idempotency_key="k")


def test_batch_and_file_are_replayed():
    article = make.article()
    api = Api(member(article.project))
    row = {"article_version": str(article.current_version.pk), "start": 0, "end": 3, "quote": "Two"}
    first = api.post("annotations/", [row], idempotency_key="k")
    assert api.post("annotations/", [row], idempotency_key="k").json() == first.json()
    assert Annotation.objects.count() == 1

    def upload(text, status):
        data = {"project": article.project.slug, "file": SimpleUploadedFile("a.txt", text)}
        return api.post("articles/", data, status, format="multipart", idempotency_key="f")

    first = upload(b"One sentence.", 201)
    assert upload(b"One sentence.", 201).json() == first.json()
    upload(b"Another sentence.", 422)
    assert Article.objects.count() == 2


def test_actions_take_a_key():
    annotation = make.annotation()
    api = Api(annotation.author)
    path = f"annotations/{annotation.pk}/"
    api.delete(path, if_match=f'"{annotation.pk}-1"')
    first = api.post(f"{path}restore/", None, 200, idempotency_key="k")
    assert api.post(f"{path}restore/", None, 200, idempotency_key="k").json() == first.json()


def test_keys_are_forgotten_after_a_day():
    Api(UserFactory()).post("projects/", BODY, idempotency_key="k")
    assert forget_spent_keys() == 0
    IdempotencyKey.objects.update(created=timezone.now() - LIFETIME)
    assert forget_spent_keys() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_row():
    article = make.article(ProjectFactory())
    person = member(article.project)
    row = {"article_version": str(article.current_version.pk), "start": 0, "end": 3, "quote": "Two"}
    answers, start = [], threading.Barrier(8)

    def send():
        try:
            start.wait()
            response = Api(person).post("annotations/", row, idempotency_key="k")
            answers.append(response.json()["id"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize("how", ["removed", "red"])
def test_answer_is_not_given_again_once_access_is_lost(how):
    project = ProjectFactory()
    person = member(project, "annotator")
    body = {"project": project.slug, "title": "Secret of the valley"}
    first = Api(person).post("incidents/", body, idempotency_key="k")
    again = Api(User.objects.get(pk=person.pk)).post("incidents/", body, idempotency_key="k")
    assert again.json() == first.json()
    if how == "removed":
        Membership.objects.filter(user=person).delete()
    else:
        Incident.objects.update(marking="red", created_by=UserFactory())
    later = Api(User.objects.get(pk=person.pk)).post("incidents/", body, 403, idempotency_key="k")
    assert "Secret" not in later.content.decode()
    assert Incident.objects.count() == 1


def test_invitation_is_not_shown_again_to_a_former_owner():
    project = ProjectFactory()
    owner = member(project, "owner")
    body = {"project": project.slug, "invited": "mara", "role": "reader"}
    Api(owner).post("invitations/", body, idempotency_key="k")
    Membership.objects.filter(user=owner).delete()
    former = Api(User.objects.get(pk=owner.pk))
    answer = former.post("invitations/", body, 403, idempotency_key="k")
    assert "mara" not in answer.content.decode()


def test_proposal_is_not_given_again_to_whom_it_is_hidden():
    project = ProjectFactory(visibility="public")
    person = member(project, "annotator")
    incident = IncidentFactory(project=project, published=True)
    body = {"target_type": "incident", "target_id": str(incident.pk)}
    body["diff"] = {"summary": "Secret"}
    Api(person).post("proposals/", body, idempotency_key="k")
    Incident.objects.update(marking="red")
    later = Api(User.objects.get(pk=person.pk)).post("proposals/", body, 403, idempotency_key="k")
    assert "Secret" not in later.content.decode()
