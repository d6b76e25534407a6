"""URLs of the register's pages; pages of single records are in ctplatform."""

from django.urls import path

from ctplatform.markings.views import matches, readers
from incidents.actors.views.lists import ActorList
from incidents.allegations.views import AllegationList
from incidents.assessments.views import calibration, hypotheses
from incidents.assessments.views.lists import AssessmentList
from incidents.duplicates.views import merging, queue
from incidents.edit_forms import RECORDS, ROWS
from incidents.events.views import maps, publishing
from incidents.events.views.lists import IncidentList
from incidents.imports import views as imports_views
from incidents.models import Actor, Assessment, Incident
from incidents.places.views import PlaceList
from incidents.records.views import bulk_actions, commands, date_preview, editing, picker
from incidents.regions import views as regions_views
from incidents.series import views as series_views
from incidents.sources.views import editing as source_editing
from incidents.sources.views.lists import SourceList
from incidents.warnings.views import WarningList

PARENTS = {
    "participations": "incidents",
    "incident-places": "incidents",
    "casualties": "incidents",
    "responsibility": "incidents",
    "incident-links": "incidents",
    "allegation-subjects": "allegations",
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
    path("incidents/", IncidentList.as_view(), name="incidents"),
    path("incidents/publish/", publishing.Publish.as_view(), name="publish-incidents"),
    path("incidents/publish/<uuid:pk>/", publishing.show, name="publication"),
    path("incidents/publish/<uuid:pk>/state/", publishing.piece, name="publication-state"),
    path("incidents/many/", bulk_actions.ManyView.as_view(list_view=IncidentList)),
    path("actors/many/", bulk_actions.ManyView.as_view(list_view=ActorList)),
    path("assessments/many/", bulk_actions.ManyView.as_view(list_view=AssessmentList)),
    path("incidents/map.json", maps.IncidentMap.as_view(), name="incident-map"),
    path("actors/", ActorList.as_view(), name="actors"),
    path("assessments/", AssessmentList.as_view(), name="assessments"),
    path("assessments/calibration/", calibration.page, name="calibration"),
    path("assessments/<uuid:pk>/hypotheses.csv", hypotheses.table, name="assessment-matrix"),
    path("places/", PlaceList.as_view(), name="places"),
    path("warnings/", WarningList.as_view(), name="warnings"),
    path("allegations/", AllegationList.as_view(), name="allegations"),
    path("sources/", SourceList.as_view(), name="sources"),
    path("sources/new/", source_editing.create, name="sources-new"),
    path("sources/<uuid:pk>/", source_editing.change, name="source"),
    path("region-sets/", regions_views.region_set_list, name="region-sets"),
    path("region-sets/new/", regions_views.create, name="region-set-new"),
    path("region-sets/<uuid:pk>/", regions_views.change, name="region-set"),
    path("region-sets/<uuid:pk>/delete/", regions_views.delete, name="region-set-delete"),
    path("figures/", series_views.figure_list, name="figures"),
    path("figures/new/", series_views.define, name="figure-new"),
    path("figures/<uuid:pk>/", series_views.figure, name="figure"),
    path("figures/<uuid:pk>/edit/", series_views.change, name="figure-edit"),
    path("figures/<uuid:pk>/rebuild/", series_views.rebuild, name="figure-rebuild"),
    *(
        path(
            f"figures/<uuid:pk>/{name}/", series_views.piece, {"name": name}, name=f"figure-{name}"
        )
        for name in series_views.PIECES
    ),
    path("imports/", imports_views.import_list, name="imports"),
    path("imports/new/", imports_views.start, name="import-new"),
    path("imports/constant/", imports_views.constant_row, name="import-constant"),
    path("imports/<uuid:pk>/", imports_views.show, name="import"),
    path("imports/<uuid:pk>/state/", imports_views.piece, name="import-state"),
    path("imports/<uuid:pk>/commit/", imports_views.commit, name="import-commit"),
    path("imports/<uuid:pk>/values/", imports_views.read_values, name="import-values"),
    path("imports/<uuid:pk>/mapping/", imports_views.keep_mapping, name="import-keep-mapping"),
    path("imports/<uuid:pk>/errors.csv", imports_views.errors, name="import-errors"),
    path("import-files/<uuid:pk>/", imports_views.columns, name="import-mapping"),
    path("duplicates/", queue.queue, name="duplicates"),
    *(
        path(f"duplicates/<uuid:pk>/{verb}/", queue.decide, {"verb": verb}, f"pair-{verb}")
        for verb in ("dismiss", "reopen")
    ),
    path("register/date/", date_preview.reading, name="date-reading"),
    path("actors/<uuid:pk>/relations/check/", editing.relation_check, name="relation-check"),
    path("register/find/country/", picker.country_matches, name="find-country"),
    path("register/find/<slug:noun>/", picker.matches, name="find"),
]
for noun in RECORDS:
    words = {"noun": noun}
    urlpatterns += [
        path(f"{noun}/new/", editing.create, words, name=f"{noun}-new"),
        path(f"{noun}/<uuid:pk>/edit/", editing.change, words, name=f"{noun}-edit"),
        path(f"{noun}/<uuid:pk>/publish/", commands.publish, words, name=f"{noun}-publish"),
        path(f"{noun}/<uuid:pk>/send-back/", commands.send_back, words, name=f"{noun}-send-back"),
        path(f"{noun}/<uuid:pk>/discuss/", commands.discuss, words, name=f"{noun}-discuss"),
        path(f"{noun}/<uuid:pk>/withdraw/", commands.withdraw, words, name=f"{noun}-withdraw"),
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
        path(f"{PARENTS[noun]}/<uuid:pk>/{noun}/new/", editing.add_row, words, name=f"{noun}-new"),
        path(f"{noun}/<uuid:pk>/edit/", editing.change_row, words, name=f"{noun}-edit"),
    ]
