"""Several hosts serve one installation: files lie in a bucket, throttles in Redis."""

import json
import os
import secrets
import subprocess
import time

import pytest

from ctplatform.configuration.file_backends import cache_backend, file_storage
from ctplatform.configuration.shared_cache import ForgivingRedisCache
from tests.ctplatform.conftest import free_port, is_listening
from tests.migrated_database import copy_migrated_file


@pytest.mark.pure
@pytest.mark.services
def test_a_file_that_one_host_stores_is_served_imported_and_swept_by_another(
    bucket, installation, tmp_path
):
    key = secrets.token_urlsafe(60)
    shared = {
        **bucket,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
        "CTPLATFORM_SECRET_KEY": key,
    }
    one, other = installation("one", **shared), installation("other", **shared)
    copy_migrated_file(tmp_path / "shared.sqlite3")
    assert one.manage("migrate", "--verbosity", "0").returncode == 0
    one.python(
        "from django.core.files.base import ContentFile\n"
        "from django.utils import timezone\n"
        "from ctplatform.accounts.models import User\n"
        "from ctplatform.jobs.models import Job\n"
        "user = User.objects.create(username='amira')\n"
        "job = Job(kind='export', title='x', created_by=user, state='done')\n"
        "job.finished = timezone.now()\n"
        "job.contents = {'is_superuser': False, 'projects': {}, 'named': {}}\n"
        "job.file.save('incidents.csv', ContentFile(b'id,title')); job.save()\n"
    )
    read = other.python(
        "import json\n"
        "from pathlib import Path\n"
        "from django.test import RequestFactory\n"
        "from ctplatform.jobs.api import file_of\n"
        "from ctplatform.jobs.files.cleaning import stored_names\n"
        "from ctplatform.jobs.models import Job\n"
        "from incidents.imports.formats.loading import local_path\n"
        "job = Job.objects.get()\n"
        "request = RequestFactory().get('/')\n"
        "request.user = job.created_by\n"
        "body = b''.join(file_of(job, request).streaming_content).decode()\n"
        "with local_path(job.file) as path: copy = Path(path).read_text()\n"
        "print(json.dumps([body, copy, list(stored_names(job.file.storage, 'jobs'))]))\n"
    )
    assert json.loads(read) == ["id,title", "id,title", ["jobs/incidents.csv"]]
    assert list(tmp_path.rglob("incidents.csv")) == []


@pytest.mark.pure
def test_one_machine_needs_neither_bucket_nor_redis():
    assert file_storage("", "") == {
        "BACKEND": "ctplatform.configuration.file_storage.WholeFileStorage"
    }
    assert "locmem" in cache_backend("")["BACKEND"]
    assert "locmem" in cache_backend("redis+socket:///var/run/redis.sock")["BACKEND"]


@pytest.mark.pure
def test_throttles_are_counted_by_the_process_while_redis_is_away():
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {})
    began = time.monotonic()
    for count in range(100):
        cache.set("requests", [*cache.get("requests", []), count])
    assert len(cache.get("requests")) == 100
    assert time.monotonic() - began < 1


@pytest.mark.pure
@pytest.mark.services
def test_two_processes_share_the_counts_of_throttles(tmp_path):
    if not any(os.access(f"{folder}/redis-server", os.X_OK) for folder in os.get_exec_path()):
        pytest.skip("redis-server is missing: `apt-get install redis-server` brings it")
    port = free_port()
    words = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + 20
            while not is_listening(port) and time.monotonic() < deadline:
                time.sleep(0.05)
            one, other = (ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {}) for _ in range(2))
            one.set("requests", 3)
            assert other.get("requests") == 3
        finally:
            server.terminate()
