"""Records in each state of the one door, made through the door."""

import re

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from ctplatform.notifications.models import Notification
from incidents.models import CasualtyEstimate, Incident
from tests.factories.accounts import ProjectFactory, member


class Team:
    """A project with one person of every role, and two more annotators and reviewers."""

    def __init__(self, policy="four_eyes", visibility="private"):
        self.project = ProjectFactory(review_policy=policy, visibility=visibility)
        for role in ("reader", "annotator", "reviewer", "editor", "owner"):
            setattr(self, role, member(self.project, role))
        self.author = member(self.project, "annotator")
        self.second = member(self.project, "reviewer")

    def candidate(self, by=None, **values):
        values = {"project": self.project, "title": "Siege", "date": "2013-01", **values}
        return services.create_record(Incident, values, by=by or self.author).record

    def published(self, by=None, **values):
        return self.publish(self.candidate(by, **values))

    def publish(self, candidate):
        """The candidate, published; by two where it is grave. Nobody has to read about it."""
        outcome = services.publish(candidate, by=self.second)
        if outcome.proposal:
            outcome = services.publish(candidate, by=self.owner)
        Notification.objects.filter(kind="published", subject_id=candidate.pk).delete()
        return outcome.record

    def casualty(self, incident, by=None, **values):
        values = {"incident": incident, "kind": "killed", "low": 37, "high": 39, **values}
        return services.create_record(CasualtyEstimate, values, by=by or self.author).record

    def proposal(self, incident=None, by=None, reason="As ¶3 says.", **values):
        values = values or {"title": "In Amenas siege"}
        incident = incident or self.published()
        return services.propose(incident, values, by=by or self.author, reason=reason)


def hidden_fields(html, address):
    """{name: value} of the hidden fields of the form of a page that posts to this address."""
    form = html[html.index(f'action="{address}"') :].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def versions_of(*rows):
    """The hidden fields by which a list says which version of each row it shows."""
    for row in rows:
        row.refresh_from_db()
    return {f"version-{row.pk}": row.version for row in rows}


def history(record):
    """(kind, by, diff) of a record's revisions, the oldest first."""
    rows = Revision.objects.about(record).order_by("id")
    return [(row.kind, row.by, row.diff) for row in rows]
