"""Addresses of the register's pages; those of a single record join texts and stand on the roof."""

from django.urls import path

from ctplatform.markings.views import matches, readers
from incidents.models import Actor, Assessment, Incident
from incidents.views import (
    calibration,
    dates,
    duplicates,
    edits,
    figures,
    finding,
    hypotheses,
    imports,
    lists,
    many,
    maps,
    merging,
    sources,
)
from incidents.views.edits import RECORDS, ROWS

PARENTS = {
    "participations": "incidents",
    "casualties": "incidents",
    "responsibility": "incidents",
    "incident-links": "incidents",
    "claimants": "allegations",
    "verdicts": "allegations",
    "names": "actors",
    "kinds": "actors",
    "sizes": "actors",
    "relations": "actors",
    "judgements": "assessments",
    "assessment-scopes": "assessments",
    "hypotheses": "assessments",
    "ach-items": "assessments",
}

urlpatterns = [
    path("incidents/", lists.IncidentList.as_view(), name="incidents"),
    path("incidents/many/", many.ManyView.as_view(list_view=lists.IncidentList)),
    path("actors/many/", many.ManyView.as_view(list_view=lists.ActorList)),
    path("assessments/many/", many.ManyView.as_view(list_view=lists.AssessmentList)),
    path("incidents/map.json", maps.IncidentMap.as_view(), name="incident-map"),
    path("actors/", lists.ActorList.as_view(), name="actors"),
    path("assessments/", lists.AssessmentList.as_view(), name="assessments"),
    path("assessments/calibration/", calibration.page, name="calibration"),
    path("assessments/<uuid:pk>/hypotheses.csv", hypotheses.table, name="assessment-matrix"),
    path("places/", lists.PlaceList.as_view(), name="places"),
    path("warnings/", lists.WarningList.as_view(), name="warnings"),
    path("allegations/", lists.AllegationList.as_view(), name="allegations"),
    path("sources/", lists.SourceList.as_view(), name="sources"),
    path("sources/new/", sources.create, name="sources-new"),
    path("sources/<uuid:pk>/", sources.change, name="source"),
    path("figures/", figures.figure_list, name="figures"),
    path("figures/new/", figures.define, name="figure-new"),
    path("figures/<uuid:pk>/", figures.figure, name="figure"),
    path("figures/<uuid:pk>/edit/", figures.change, name="figure-edit"),
    path("figures/<uuid:pk>/rebuild/", figures.rebuild, name="figure-rebuild"),
    *(
        path(f"figures/<uuid:pk>/{name}/", figures.piece, {"name": name}, name=f"figure-{name}")
        for name in figures.PIECES
    ),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.start, name="import-new"),
    path("imports/<uuid:pk>/", imports.show, name="import"),
    path("imports/<uuid:pk>/state/", imports.piece, name="import-state"),
    path("imports/<uuid:pk>/commit/", imports.commit, name="import-commit"),
    path("imports/<uuid:pk>/errors.csv", imports.errors, name="import-errors"),
    path("import-files/<uuid:pk>/", imports.columns, name="import-mapping"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    *(
        path(f"duplicates/<uuid:pk>/{verb}/", duplicates.decide, {"verb": verb}, f"pair-{verb}")
        for verb in ("dismiss", "reopen")
    ),
    path("register/date/", dates.reading, name="date-reading"),
    path("register/find/<slug:noun>/", finding.matches, name="find"),
]
for noun in RECORDS:
    words = {"noun": noun}
    urlpatterns += [
        path(f"{noun}/new/", edits.create, words, name=f"{noun}-new"),
        path(f"{noun}/<uuid:pk>/edit/", edits.change, words, name=f"{noun}-edit"),
        path(f"{noun}/<uuid:pk>/publish/", edits.publish, words, name=f"{noun}-publish"),
        path(f"{noun}/<uuid:pk>/withdraw/", edits.withdraw, words, name=f"{noun}-withdraw"),
        path(f"{noun}/<uuid:pk>/merge/", merging.merge, words, name=f"{noun}-merge"),
        path(f"{noun}/<uuid:pk>/unmerge/", merging.unmerge, words, name=f"{noun}-unmerge"),
        path(f"{noun}/<uuid:pk>/split/", merging.split, words, name=f"{noun}-split"),
    ]
for noun, model in (("incidents", Incident), ("actors", Actor), ("assessments", Assessment)):
    words = {"noun": noun, "model": model}
    urlpatterns += [
        path(f"{noun}/<uuid:pk>/readers/", readers, words, name=f"{noun}-readers"),
        path(f"{noun}/<uuid:pk>/readers/find/", matches, words, name=f"{noun}-readers-find"),
    ]
for noun in ROWS:
    words = {"noun": noun}
    urlpatterns += [
        path(f"{PARENTS[noun]}/<uuid:pk>/{noun}/new/", edits.add_row, words, name=f"{noun}-new"),
        path(f"{noun}/<uuid:pk>/edit/", edits.change_row, words, name=f"{noun}-edit"),
    ]
