"""The small client and the notebook of the documentation, run against a live server."""

import io
import json
import shutil
import sys

import httpx
import pytest
from django.conf import settings

from ctplatform.accounts.sign_in.tokens import create_token
from tests.all_jobs import work_meanwhile
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

EXAMPLES = settings.BASE_DIR / "docs" / "examples"
sys.path.insert(0, str(EXAMPLES))
from ctplatform_client import ApiError, Platform, Resync, wait_of  # noqa: E402 - its folder is named first

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project():
    return ProjectFactory(slug="demo", visibility="internal")


@pytest.fixture
def editor(project):
    return member(project, "owner")


@pytest.fixture
def platform(live_server, settings, editor):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    with Platform(live_server.url, create_token(by=editor, name="client")[1]) as found:
        yield found


def test_the_client_does_the_main_job(platform, project, tmp_path):
    for number in range(5):
        make.IncidentFactory(project=project, title=f"Attack {number}", published=True)
    assert len(list(platform.rows("incidents", project="demo", page_size=2))) == 5
    made = platform.create("actors", project="demo", name="Front", kind="armed_group")
    changed = platform.change("actors", made, name="New Front")
    assert changed["name"] == "New Front"
    with pytest.raises(ApiError) as refused:
        platform.change("actors", made, name="Old version")
    assert refused.value.status == 412
    with pytest.raises(ApiError) as wrong:
        platform.create("actors", project="demo", nmae="Front")
    assert wrong.value.status == 400
    assert "nmae" in json.dumps(wrong.value.errors)
    path = platform.save_export("incidents", tmp_path / "all.jsonl", "jsonl", project="demo")
    titles = [json.loads(line)["title"] for line in path.read_text().splitlines()]
    assert titles == [f"Attack {number}" for number in range(5)]


def test_a_refused_export_leaves_no_file(platform, tmp_path):
    with pytest.raises(ApiError) as refused:
        platform.save_export("incidents", tmp_path / "all.txt", "papyrus")
    assert refused.value.status == 400
    assert list(tmp_path.iterdir()) == []


def test_the_client_follows_changes(platform, project):
    make.IncidentFactory(project=project, title="Before", published=True)
    *_, (last, since) = platform.changes(project="demo")
    assert last is None
    made = platform.create("actors", project="demo", name="Front", kind="armed_group")
    found = [entry for entry, _since in platform.changes(since, project="demo") if entry]
    assert made["id"] in {entry["id"] for entry in found}
    with pytest.raises((ApiError, Resync)):
        list(platform.changes("no-such-place"))


def test_waits_follow_the_answer():
    def answer(headers):
        return httpx.Response(503, headers=headers)

    assert wait_of(answer({"Retry-After": "3"}), 1) == 3
    assert wait_of(answer({"Retry-After": "900"}), 1) == 60
    assert wait_of(answer({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 2) == 4
    assert wait_of(answer({}), 3) == 8


def test_the_notebook_goes_from_a_token_to_a_chart_and_a_sentence(
    live_server, settings, project, editor, tmp_path, monkeypatch
):
    pytest.importorskip("pandas")
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    article = texts.article(project, by=editor)
    incidents = [
        make.IncidentFactory(project=project, title=f"Attack {day}", date=day, published=True)
        for day in ("2024-02-01", "2024-03-05", "2024-03")
    ]
    make.IncidentFactory(project=project, title="Some time", date="2024", published=True)
    texts.link(texts.annotation(article, editor), incidents[-1], editor, role="supports")
    monkeypatch.setenv("CTPLATFORM", live_server.url)
    monkeypatch.setenv("TOKEN", create_token(by=editor, name="notebook")[1])
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    for file in ("ctplatform_client.py", "token-to-chart.ipynb"):
        shutil.copy(EXAMPLES / file, tmp_path)
    notebook = nbformat.read(tmp_path / "token-to-chart.ipynb", as_version=4)
    nbformat.validate(notebook)
    with work_meanwhile():
        nbclient.NotebookClient(
            notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    printed = io.StringIO()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            printed.write(str(output.get("text", "")) + json.dumps(output.get("data", {})))
    found = printed.getvalue()
    assert "1 of 4 events have no single month" in found
    assert "2024-03    2" in found
    assert "supports | gunmen" in found
    assert "<svg" in found
