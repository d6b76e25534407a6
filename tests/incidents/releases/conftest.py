"""A public project with incidents of every sort, and what makes a release of it."""

import pytest

from ctplatform.jobs.worker.running import run_job
from incidents.releases import services
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

VALUES = {
    "name": "sahel-attacks",
    "title": "Attacks in the Sahel",
    "description": "All attacks.",
    "creators": ["Doe, Jane", "Sahel Institute"],
    "publisher": "Sahel Institute",
    "licence": "CC-BY-4.0",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel", visibility="public")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="editor")


@pytest.fixture
def reviewer(project):
    return member(project, "reviewer", username="reviewer")


@pytest.fixture
def register(project):
    """{name: incident}: one for each reason why an incident is in a release or not."""
    own = {"project": project}
    found = {
        "shown": make.IncidentFactory(
            title="Raid", country="ML", date="2024-03", published=True, **own
        ),
        "undated": make.IncidentFactory(title="Ambush", country="NE", published=True, **own),
        "candidate": make.IncidentFactory(title="Candidate", **own),
        "withdrawn": make.IncidentFactory(title="Withdrawn", state="withdrawn", **own),
        "restricted": make.IncidentFactory(
            title="Restricted", rights="restricted", published=True, **own
        ),
        "red": make.IncidentFactory(title="Reddish", marking="red", published=True, **own),
        "green": make.IncidentFactory(title="Greenish", marking="green", published=True, **own),
        "embargoed": make.IncidentFactory(
            title="Later", embargo_until="2999-01-01T00:00:00Z", published=True, **own
        ),
    }
    group = make.ActorFactory(name="Katiba", **own)
    victim = make.ActorFactory(
        name="Jane Roe", kind="individual", person_sensitivity="victim", **own
    )
    make.ActorFactory(name="Elsewhere", **own)
    make.ParticipationFactory(incident=found["shown"], actor=group)
    make.ParticipationFactory(incident=found["shown"], actor=victim, role="target")
    make.ParticipationFactory(incident=found["red"], actor=group)
    paper = make.SourceFactory(name="Desert Papers", **own)
    make.SourceFactory(name="Not referred to", **own)
    make.CasualtyEstimateFactory(incident=found["shown"], low=3, best=3, high=5, source=paper)
    make.ActorAliasFactory(actor=group, text="The Katiba")
    found["group"] = group
    return found


def address(pk):
    return f"https://example.org/releases/{pk}/"


@pytest.fixture
def make_release(project, editor):
    """Prepare a release with these values and let the worker make its files."""

    def made(**values):
        release = services.request_release(
            by=editor, project=project, address=address, **(VALUES | values)
        )
        run_job(release.job)
        release.refresh_from_db()
        return release

    return made
