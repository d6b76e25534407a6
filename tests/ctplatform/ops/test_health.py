from datetime import timedelta

import pytest
from django.utils import timezone

from ctplatform.jobs.models import WorkerHeartbeat
from ctplatform.jobs.worker.heartbeats import erase_heartbeat, sign_heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch, tmp_path):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("CTPLATFORM_DATA", str(tmp_path))


def test_health_without_broker_and_worker_still_answers(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "down", "worker": "down"}
    assert "no-store" in response["Cache-Control"]


def test_health_knows_a_living_worker(client):
    WorkerHeartbeat.objects.create(worker="one", seen=timezone.now())

    assert client.get("/healthz").json()["worker"] == "ok"


def test_health_knows_a_queue_without_a_worker(client):
    WorkerHeartbeat.objects.create(worker="one", seen=timezone.now(), queues="short")
    assert client.get("/healthz").json()["worker"] == "down"

    WorkerHeartbeat.objects.create(worker="two", seen=timezone.now(), queues="long")
    assert client.get("/healthz").json()["worker"] == "ok"


def test_health_knows_a_worker_that_fell_silent(client):
    WorkerHeartbeat.objects.create(worker="one", seen=timezone.now() - timedelta(seconds=30))

    assert client.get("/healthz").json()["worker"] == "down"


def test_health_is_read_only(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_worker_signs_and_clears_away_the_long_dead():
    WorkerHeartbeat.objects.create(worker="old", seen=timezone.now() - timedelta(days=1))
    sign_heartbeat("new", ["long", "short"])
    sign_heartbeat("new", ["long", "short"])

    assert list(WorkerHeartbeat.objects.values_list("worker", flat=True)) == ["new"]
    erase_heartbeat("new")
    assert not WorkerHeartbeat.objects.exists()
