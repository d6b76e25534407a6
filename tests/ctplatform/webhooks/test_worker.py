"""A real worker delivers, and is killed in between; the receiver of the guide runs."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings as product

from ctplatform.jobs import registry
from ctplatform.jobs.models import Job, WorkerHeartbeat
from ctplatform.jobs.services import request_job
from ctplatform.webhooks import services
from ctplatform.webhooks.delivery import deliveries
from ctplatform.webhooks.models import Delivery, Webhook
from tests.ctplatform.jobs.test_workers import BROKERS, engine, wait_until  # noqa: F401 - a fixture
from tests.ctplatform.webhooks.receiver import Receiver
from tests.factories.accounts import MembershipFactory, ProjectFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = product.BASE_DIR / "docs" / "how-to" / "receive-webhooks.md"


@pytest.fixture
def kinds_of_workers(monkeypatch):
    """A kind that is known here by name; workers do it."""
    monkeypatch.setitem(
        registry._kinds, "leave_mark", registry.JobKind("leave_mark", "leave_mark", run=None)
    )


@pytest.mark.services
@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_workers_killed_between_deliveries_lose_none(engine, receiver):  # noqa: F811 - a fixture
    project = ProjectFactory()
    editor = member(project, "editor")
    _, receiver.secret = services.create_webhook(project, by=editor, address=receiver.address)
    receiver.pause = 0.2
    engine.environment["CTPLATFORM_WEBHOOK_HOSTS"] = "127.0.0.1"
    engine.environment["CTPLATFORM_SECRET_KEY"] = product.SECRET_KEY  # secrets follow from it
    made = []
    for _round in range(3):
        engine.start_worker()
        wait_until(WorkerHeartbeat.objects.alive().exists)
        before = len(receiver.got)
        for _ in range(4):
            made.append(str(IncidentFactory(project=project, created_by=editor).pk))
            time.sleep(0.3)
        wait_until(lambda before=before: len(receiver.got) > before, 60)
        engine.kill("worker")
        WorkerHeartbeat.objects.all().delete()
        Delivery.objects.filter(state="waiting").update(due="2000-01-01T00:00:00Z")
    engine.start_worker()

    def arrived():
        entries = [each["id"] for each in receiver.accepted() if each["type"] == "incident"]
        return list(dict.fromkeys(entries)) == made

    wait_until(arrived, 60)
    assert not Delivery.objects.filter(state="dead").exists()
    assert {status for _, status, _ in receiver.got} == {204}


@pytest.mark.services
@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_receivers_that_hang_hold_up_no_short_job_and_no_other_webhook(
    engine,  # noqa: F811 - a fixture
    receiver,
    kinds_of_workers,
    tmp_path,
):
    team = [MembershipFactory(role="editor") for _ in range(4)]
    mute = [Receiver() for _ in range(3)]
    for each in mute:
        each.pause = 30
    for one, target in zip(team, [*mute, receiver], strict=True):
        services.create_webhook(one.project, by=one.user, address=target.address)
    engine.environment["CTPLATFORM_WEBHOOK_HOSTS"] = "127.0.0.1"
    for queue in registry.QUEUES:
        engine.start_queue_worker(queue, *(["--sweeps"] if queue == "short" else []))
    wait_until(lambda: not WorkerHeartbeat.objects.unserved_queues())
    for one in team[:3]:
        IncidentFactory(project=one.project, created_by=one.user)
    wait_until(lambda: Delivery.objects.filter(attempts=1).count() == 3)
    row = IncidentFactory(project=team[3].project, created_by=team[3].user)
    job = request_job(
        "leave_mark",
        by=team[0].user,
        project=team[0].project,
        title="Mark",
        folder=str(tmp_path),
        steps=1,
    )
    waited = wait_until(lambda: Job.objects.filter(pk=job.pk, state="done").exists())
    waited += wait_until(
        lambda: str(row.pk) in [each["id"] for each in receiver.accepted()],
    )
    assert waited < 6  # a receiver that hangs is waited for ten seconds
    assert Delivery.objects.filter(state="waiting", log=[]).count() == 3
    for each in mute:
        each.stop()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_the_receiver_of_the_guide_takes_what_is_genuine_and_nothing_else(settings, tmp_path):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    project, port = ProjectFactory(), free_port()
    editor = member(project, "editor")
    webhook, secret = services.create_webhook(
        project, by=editor, address=f"http://127.0.0.1:{port}/"
    )
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    output = tmp_path / "output"
    with output.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=environment, stdout=said, stderr=subprocess.DEVNULL
        )
    try:
        wait_until(lambda: listens(port))
        row = IncidentFactory(project=project, created_by=editor)
        deliver_all()
        assert f"created incident /api/v1/incidents/{row.pk}/" in output.read_text()
        Webhook.objects.filter(pk=webhook.pk).update(secret_number=2)
        IncidentFactory(project=project, created_by=editor)
        deliver_all()
        assert Delivery.objects.order_by("id").last().log[-1]["status"] == 401
    finally:
        process.kill()
        process.wait()


def listens(port):
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def deliver_all():
    deliveries.make_deliveries()
    for pk in deliveries.due_ids():
        deliveries.deliver(pk)
