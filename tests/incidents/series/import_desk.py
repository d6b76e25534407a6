"""A researcher's register that files are imported into, for the test of incremental counts."""

from collections import Counter
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.services.bulk.actions import withdraw_many
from ctplatform.curation.services.bulk.publication import publish_batch
from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination
from incidents.models import DirtyBucket, Incident, Place, Series
from incidents.series.queries import points as aggregates
from tests.incidents.series.test_refresh import ROLES, Desk

REFUSALS = (WrongState, FieldConflict, ValidationError, PermissionDenied, ImportRefused)
"""What a step may meet with: the record was withdrawn, merged or changed before."""
MAPPED = {
    "Ref": "key",
    "When": "date",
    "Where": "place",
    "Nation": "country",
    "Who": "perpetrator",
    "Dead": "killed",
    "Hurt": "injured",
    "Kind": "attack_types",
}
TABLES = (
    """\
1,2024-03-22,Kabul,Afghanistan,Group A,18,20+,Bombing/Explosion
2,2024-03,Quetta,Pakistan,Group B (suspected),Dozens,,3
3,,,Pakistan,unknown,more than 150,n/a,armed assault
4,2024-02-29,Herat,Afghanistan,Group A,3,0,Bombing/Explosion
""",
    """\
1,2024-04-22,Kabul,Afghanistan,Group B,19,,armed assault
2,2024-03,Lahore,Pakistan,Group B,5,1,Bombing/Explosion
3,2024-05-01,Quetta,Pakistan,Group A,,7,armed assault
5,2024-06,Herat,Afghanistan,Group C,2,,3
""",
)
"""Two versions of a researcher's table: the second changes, adds and leaves out rows."""
GED = """\
id,date_start,date_end,date_prec,type_of_violence,side_a,side_b,country,adm_1,where_prec,\
where_coordinates,latitude,longitude,event_clarity,deaths_a,deaths_b,low,best,high
"""
EVENTS = (
    """\
11,2024-01-30,2024-02-02,2,1,Army,IS,Afghanistan,Herat province,1,Herat,34.35,62.2,1,1,2,2,3,4
12,2024-03-01,2024-03-31,4,3,IS,Civilians,Afghanistan,Herat province,1,Herat,34.35,62.2,1,,,9,8,9
13,2024-04-01,2024-04-01,1,2,IS,Group A,Afghanistan,Herat province,4,,34.35,62.2,2,0,6,6,6,6
""",
    """\
11,2024-02-01,2024-02-02,2,1,Army,IS,Afghanistan,Kabul province,1,Kabul,34.52,69.18,1,1,5,5,6,7
12,2024-03-01,2024-03-31,4,1,IS,Army,Afghanistan,Herat province,1,Herat,34.35,62.2,1,,,7,8,9
14,2024-05-05,2024-05-05,1,3,IS,Civilians,Pakistan,,6,,,,1,0,0,0,0,2
""",
)
"""Two versions of a file in the columns of UCDP GED; one row contradicts itself."""
FILES = {"mine": ("mapped", ",".join(MAPPED) + "\n", TABLES), "ucdp-ged": ("ucdp", GED, EVENTS)}
"""{dataset: (format, header, versions)}."""
EMBARGOES = {"none": None, "over": -timedelta(days=1), "lasting": timedelta(days=400)}


class ImportDesk(Desk):
    """The register of `Desk`, and files; `done` counts the steps that had an effect."""

    def __init__(self, coverage, folder):
        self.folder, self.done = folder, Counter()
        super().__init__(coverage)
        Series.objects.filter(project=self.team.project).delete()
        self.of_imports(coverage)
        DirtyBucket.objects.all().delete()
        for series in Series.objects.filter(project=self.team.project):
            aggregates.rebuild_series(series, lambda done, total: None)

    def of_imports(self, coverage):
        """Series that imported records move: of their datasets, sides, places, figures, codes."""
        sides = {"group_by": "actor", "roles": [*ROLES, "suspected_perpetrator"]}
        places = [str(self.countries[0].pk), str(self.places[0].pk)]
        self.series(group_by="country", coverage=coverage)
        self.series(measure="fatalities", coverage=coverage, summaries=True)
        self.series(branches="affiliates", **sides)
        self.series(measure="fatalities", bucket="quarter", **sides)
        self.series(group_by="dataset", filters={"dataset": [*FILES]})
        self.series(group_by="place", filters={"place": places}, bucket="half")
        self.series(group_by="marking", marking="amber", measure="fatalities")
        self.series(group_by="violence_type", marking="green")
        self.series(group_by="fatalities", coverage=coverage)
        self.series(measure="injured", bucket="week", filters={"country": ["AF", "PK"]})
        self.series(filters={"within": ["ours"]}, measure="fatalities", group_by="country")
        self.series(group_by="attack_type", filters={"fatalities": ["1-"]})

    def do(self, what, *how):
        before = Revision.objects.count()
        try:
            super().do(what, *how)
        except REFUSALS:
            return
        self.done[what] += Revision.objects.count() > before

    def of_dataset(self, dataset):
        rows = Incident.objects.filter(external_records__dataset=dataset)
        return rows.filter(project=self.team.project).order_by("pk")

    def bring(self, _incident, dataset, version):
        """Import a version of a file, with the importer that reads uploads."""
        format, header, versions = FILES[dataset]
        path = self.folder / f"{dataset}.csv"
        path.write_text(header + versions[version])
        load_file(
            path,
            format,
            {"mapping": {"columns": MAPPED}},
            RowDestination(self.team.project, dataset),
            by=self.team.author,
            report=lambda done, total: None,
        )
        known = {each.pk for each in self.incidents}
        self.incidents += [each for each in self.of_dataset(dataset) if each.pk not in known]

    def publish_import(self, _incident, dataset):
        ids = list(self.of_dataset(dataset).values_list("pk", flat=True))
        team, now = self.team, timezone.now()
        publish_batch(Incident, ids, project=team.project, by=team.owner, asked=now)

    def undo_import(self, _incident, dataset):
        """Withdraw everything that a file brought, in one bulk action."""
        withdraw_many(list(self.of_dataset(dataset)), by=self.team.editor, reason="A wrong file.")

    def revert(self, _incident, n):
        """Revert one of the latest changes, whatever it was of."""
        rows = Revision.objects.filter(project=self.team.project).order_by("-id")
        curation.revert(rows[n % rows.count()], by=self.team.owner, reason="It was wrong.")

    def split(self, incident, date):
        """A second incident with another date, the first participant and the first estimate."""
        parts = (incident.participations, incident.casualties)
        move = [row.pk for part in parts if (row := part.order_by("pk").first())]
        made = curation.split(
            incident,
            {"title": "Second", "date": date},
            by=self.team.editor,
            move=move,
            reason="Two.",
        )
        self.incidents.append(self.team.publish(made.record))

    def mark(self, incident, marking):
        curation.change_record(incident, {"marking": marking}, by=self.team.owner)

    def mark_actor(self, _incident, n, marking):
        actor = self.actors[n]
        actor.refresh_from_db()
        curation.change_record(actor, {"marking": marking}, by=self.team.owner)

    def hold_back(self, incident, embargo):
        """An embargo that is over already, one that lasts, or none."""
        lasting = EMBARGOES[embargo]
        until = lasting and (timezone.now() + lasting).isoformat()
        curation.change_record(incident, {"embargo_until": until}, by=self.team.owner)

    def drop_actor(self, _incident, n):
        curation.withdraw_record(self.actors[n], by=self.team.editor)

    def merge_places(self, _incident, one, other):
        rows = Place.objects.filter(project=self.team.project, merged_into=None).order_by("pk")
        gone, into = (rows[n % rows.count()] for n in (one, other))
        if gone != into:
            curation.merge(gone, into, by=self.team.owner, reason="The same place.")
