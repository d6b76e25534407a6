"""The releases of a demo: two versions of a data set, with changes of the register between them."""

from ctplatform.curation import services as curation
from ctplatform.demo import files
from ctplatform.demo.facts import Facts
from ctplatform.jobs.models import Job
from incidents.releases import services as releases


class Releases(Facts):
    """Makes the versions in the order of the file."""

    def make_releases(self):
        """Release the register; what the rows `later_...` say happens before the second version."""
        for number, row in enumerate(self.rows("release"), 1):
            if number == 2:
                self.make_later_facts()
            with files.errors_naming_row(row):
                self.make_release(row)

    def make_release(self, row):
        """Prepare a version by one person, make its files at once, and approve it by another."""
        values = {name: row[name] for name in releases.FIELDS if name in row}
        made = releases.request_release(
            by=self.person(row),
            project=self.project,
            address=lambda pk: f"{self.address}/releases/{pk}/",
            **values,
        )
        self.make_files(made)
        releases.approve_release(
            made, by=self.person(row, "approved_by"), seen=made.manifest_sha256
        )

    def make_files(self, release):
        """Do what its job would do, in this process, and delete the job."""
        job = Job.objects.get(pk=release.job)
        releases.make_release(job, report=lambda done, total: None)
        job.delete()
        release.refresh_from_db()

    def make_later_facts(self):
        """Publish an incident more, change values, and withdraw a record."""
        for row in self.rows("later_incident"):
            with files.errors_naming_row(row):
                self.publish(row, self.make_incident(row))
        for row in self.rows("later_change"):
            self.make_proposal(row)
        for row in self.rows("later_withdrawal"):
            by, second = self.person(row), self.people[row["decided_by"]]
            asked = curation.withdraw_record(self.record(row["about"]), by=by, reason=row["reason"])
            curation.accept(asked.proposal, by=second, reason=row["decision"])
