"""Records in each state of the one door, made through the door."""

from ctplatform.curation import services
from ctplatform.curation.models import Revision
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
        """The candidate, published; by two where it is grave."""
        outcome = services.publish(candidate, by=self.second)
        if outcome.proposal:
            outcome = services.publish(candidate, by=self.owner)
        return outcome.record

    def casualty(self, incident, by=None, **values):
        values = {"incident": incident, "kind": "killed", "low": 37, "high": 39, **values}
        return services.create_record(CasualtyEstimate, values, by=by or self.author).record

    def proposal(self, incident=None, by=None, reason="As ¶3 says.", **values):
        values = values or {"title": "In Amenas siege"}
        incident = incident or self.published()
        return services.propose(incident, values, by=by or self.author, reason=reason)


def history(record):
    """(kind, by, diff) of a record's revisions, the oldest first."""
    rows = Revision.objects.about(record).order_by("id")
    return [(row.kind, row.by, row.diff) for row in rows]
