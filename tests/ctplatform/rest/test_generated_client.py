"""A client that a program of others generates from our schema does the whole main job."""

import importlib
import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from django.core.wsgi import get_wsgi_application

from ctplatform.accounts.sign_in.tokens import create_token
from tests.all_jobs import do_all_work
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "generated_client"
SETTINGS = {
    "post_hooks": [],
    "content_type_overrides": dict.fromkeys(
        (
            "application/jsonl; charset=utf-8",
            "application/geo+json",
            "text/csv; charset=utf-8",
            "image/svg+xml",
        ),
        "application/octet-stream",
    ),
}
"""Files are bytes to this generator, not JSON or text."""
TEXT = "Two gunmen attacked the market in Maiduguri. More than 150 people died. " * 40
ROWS = 80


@pytest.fixture(scope="module")
def generated(schema, tmp_path_factory):
    """The modules of the client, made by openapi-python-client; it warns of nothing."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "schema.json").write_text(json.dumps(schema))
    (folder / "settings.json").write_text(json.dumps(SETTINGS))
    command = [
        Path(sysconfig.get_path("scripts")) / "openapi-python-client",
        "generate",
        "--path",
        "schema.json",
        "--config",
        "settings.json",
        "--meta",
        "none",
        "--output-path",
        NAME,
        "--fail-on-warning",
    ]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield SimpleNamespace(
        client=importlib.import_module(f"{NAME}.client"),
        models=importlib.import_module(f"{NAME}.models"),
    )
    sys.path.remove(str(folder))


class Program:
    """What a person's program does: `self.articles_create(body=…)` is the generated function."""

    def __init__(self, generated, user):
        _token, key = create_token(by=user, name="generated client")
        self.client = generated.client.AuthenticatedClient(
            base_url="http://testserver",
            token=key,
            prefix="Token",
            raise_on_unexpected_status=True,
            httpx_args={"transport": httpx.WSGITransport(app=get_wsgi_application())},
        )

    def call(self, tag, name, *args, status=200, **options):
        """The whole answer, of this status and read as the schema says."""
        module = importlib.import_module(f"{NAME}.api.{tag}.{tag}_{name}")
        answer = module.sync_detailed(*args, client=self.client, **options)
        assert answer.status_code == status, answer.content
        return answer

    def make(self, tag, body, status=201):
        return self.call(tag, "create", body=body, status=status).parsed


@pytest.fixture
def people(generated, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["testserver"]
    project = ProjectFactory(slug="sahel")
    return [Program(generated, member(project, role)) for role in ("annotator", "reviewer")]


def test_a_generated_client_does_the_whole_job(generated, people):
    models, (author, reviewer) = generated.models, people
    assert author.call("me", "retrieve").parsed.is_superuser is False

    article = author.make("articles", models.ArticleRequest(project="sahel", title="A", text=TEXT))
    version = article.current_version.id
    spans = [(number * 72, number * 72 + 3) for number in range(40)]
    rows = [
        models.AnnotationRequest(article_version=version, start=start, end=end, quote="Two")
        for start, end in spans
    ]
    rows += [
        models.AnnotationRequest(
            article_version=version, start=start + 45, end=start + 69, quote=TEXT[45:69]
        )
        for start, _end in spans
    ]
    marked = author.make("annotations", rows)
    assert len(marked) == ROWS
    assert {each.quote for each in marked} == {"Two", TEXT[45:69]}
    one = author.make(
        "annotations",
        models.AnnotationRequest(
            article_version=version,
            start=12,
            end=20,
            quote=TEXT[12:20],
        ),
    )
    assert one.quote == TEXT[12:20]

    incident = author.make(
        "incidents",
        models.IncidentRequest(
            project="sahel",
            title="Attack on a market",
            date="2016-11",
            country="NG",
            reason="From the text.",
            evidence=[one.id],
        ),
    )
    actor = author.make("actors", models.ActorRequest(project="sahel", name="A group"))
    place = author.make("places", models.PlaceRequest(project="sahel", name="Maiduguri"))
    author.make(
        "participations",
        models.ParticipationRequest(
            incident=incident.id,
            actor=actor.id,
            role=models.ParticipationRole.PERPETRATOR,
        ),
    )
    estimate = author.make(
        "casualties",
        models.CasualtyEstimateRequest(
            incident=incident.id,
            kind=models.CasualtyEstimateKindEnum.KILLED,
            stated="More than 150",
        ),
    )
    assert estimate.low == 151
    author.make(
        "responsibility",
        models.ResponsibilityRequest(
            incident=incident.id,
            speaker=actor.id,
            kind=models.ResponsibilityKindEnum.CLAIMS,
        ),
    )
    author.make(
        "incident_places",
        models.IncidentPlaceRequest(
            incident=incident.id,
            place=place.id,
        ),
    )
    author.make(
        "links",
        models.LinkRequest(
            annotation=marked[-1].id,
            target_type=models.TargetTypeEnum.INCIDENT,
            target_id=incident.id,
            field="killed",
            stated_value="more than 150",
        ),
    )

    read = reviewer.call("incidents", "retrieve", incident.id)
    assert read.parsed.version == 5  # its own, and one for each of its rows
    approved = reviewer.call(
        "incidents",
        "publish_create",
        incident.id,
        if_match=read.headers["ETag"],
        body=models.ActRequest(reason="Read."),
        status=202,
    )
    assert approved.parsed.approvals_needed == 2  # more than fifty were killed


def test_a_generated_client_proposes_accepts_and_downloads(generated, people):
    models, (author, reviewer) = generated.models, people
    made = author.make("incidents", models.IncidentRequest(project="sahel", title="Siege"))
    tag = reviewer.call("incidents", "retrieve", made.id).headers["ETag"]
    shown = reviewer.call(
        "incidents", "publish_create", made.id, body=models.ActRequest(), if_match=tag
    )
    assert shown.parsed.state == "published"

    change = author.call(
        "incidents",
        "partial_update",
        made.id,
        if_match=shown.headers["ETag"],
        body=models.PatchedIncidentRequest(title="Siege of the plant", reason="As in the text."),
        status=202,
    )
    proposal = author.make(
        "proposals",
        models.NewProposalRequest(
            target_type="incident",
            target_id=made.id,
            diff=models.NewProposalRequestDiff.from_dict({"summary": "Four days."}),
        ),
    )
    for waiting in (change.parsed, proposal):
        accepted = reviewer.call(
            "proposals",
            "accept_create",
            waiting.id,
            body=models.AcceptRequest(version=waiting.version),
        )
        assert accepted.parsed.state == "applied"
    now = author.call("incidents", "list", project="sahel").parsed.results
    assert [(each.title, each.summary) for each in now] == [("Siege of the plant", "Four days.")]

    table = models.IncidentsExportRetrieveFormat.CSV
    stream = author.call("incidents", "export_retrieve", format_=table, project="sahel")
    assert b"Siege of the plant" in stream.parsed.payload.read()
    lines = models.IncidentsExportCreateFormat.JSONL
    job = author.call(
        "incidents", "export_create", format_=lines, project="sahel", status=202
    ).parsed
    do_all_work()
    done = author.call("jobs", "retrieve", job.id).parsed
    assert done.state == "done"
    file = author.call("jobs", "download_retrieve", job.id).parsed
    assert json.loads(file.payload.read())["title"] == "Siege of the plant"


def test_a_generated_client_reads_what_was_wrong(generated, people):
    models, (author, _reviewer) = generated.models, people
    bad = models.IncidentRequest(project="sahel", title="A", date="soon")
    problem = author.make("incidents", bad, status=400)
    assert [each.pointer for each in problem.errors] == ["/date"]
