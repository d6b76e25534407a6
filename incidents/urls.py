"""URLs of the register's pages; those of records follow from the record types."""

from django.urls import include, path

from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.markings.models import Marked
from ctplatform.markings.views import matches, readers
from ctplatform.record_types.registry import record_type_of, record_types, row_types
from incidents.actors.views.relation_check import relation_check
from incidents.assessments.views import calibration, hypotheses, page
from incidents.checks import views as check_views
from incidents.duplicates.views import merging, queue
from incidents.events.views import maps, publishing
from incidents.findings.views import findings_csv
from incidents.imports import views as imports_views
from incidents.imports.undoing import views as undoing_views
from incidents.networks.views import network_page
from incidents.records.views import bulk_actions, commands, date_preview, editing, picker
from incidents.records.views.pages import page_view
from incidents.regions import views as regions_views
from incidents.releases import views as releases_views
from incidents.releases.takedowns import views as takedowns_views
from incidents.reports import views as report_views
from incidents.series import views as series_views
from incidents.sources.views import editing as source_editing
from incidents.timelines.views import timeline_page

CURATION_PAGES = {
    "edit": editing.change_page,
    "publish": commands.publish_action,
    "send-back": commands.send_back,
    "discuss": commands.comment_candidate,
    "withdraw": commands.withdraw_action,
    "merge": merging.merge_page,
    "unmerge": merging.unmerge_action,
    "split": merging.split_page,
}
"""{last part of the URL: view} of what may be done to a curated record."""

urlpatterns = [
    path("incidents/publish/", publishing.Publish.as_view(), name="publish-incidents"),
    path("incidents/publish/<uuid:pk>/", publishing.job_page, name="publication"),
    path("incidents/publish/<uuid:pk>/state/", publishing.job_fragment, name="publication-state"),
    path("incidents/map.json", maps.IncidentMap.as_view(), name="incident-map"),
    path("assessments/calibration/", calibration.calibration_page, name="calibration"),
    path("assessments/<uuid:pk>/hypotheses/", hypotheses.matrix_page, name="assessment-hypotheses"),
    path("assessments/<uuid:pk>/outcome/", page.edit_outcome, name="assessment-outcome"),
    path("assessments/<uuid:pk>/hypotheses.csv", hypotheses.matrix_csv, name="assessment-matrix"),
    path("checks/rules/", check_views.rule_list, name="check-rules"),
    path("checks/<uuid:pk>/override/", check_views.edit_override, name="check-override"),
    path("sources/new/", source_editing.create_page, name="sources-new"),
    path("region-sets/", regions_views.region_set_list, name="region-sets"),
    path("region-sets/new/", regions_views.create_set, name="region-set-new"),
    path("region-sets/<uuid:pk>/", regions_views.change_set, name="region-set"),
    path("region-sets/<uuid:pk>/delete/", regions_views.delete_set, name="region-set-delete"),
    path("figures/", series_views.figure_list, name="figures"),
    path("figures/new/", series_views.define_page, name="figure-new"),
    path("figures/preview/", series_views.preview_fragment, name="figure-preview"),
    path("figures/<uuid:pk>/", series_views.figure_page, name="figure"),
    path("figures/<uuid:pk>/edit/", series_views.change_page, name="figure-edit"),
    path("figures/<uuid:pk>/findings.csv", findings_csv, name="figure-findings-csv"),
    path("figures/<uuid:pk>/versions/", series_views.versions_page, name="figure-versions"),
    path("figures/<uuid:pk>/rebuild/", series_views.rebuild_action, name="figure-rebuild"),
    *(
        path(
            f"figures/<uuid:pk>/{name}/",
            series_views.figure_fragment,
            {"name": name},
            name=f"figure-{name}",
        )
        for name in series_views.PIECES
    ),
    path("releases/", releases_views.release_list, name="releases"),
    path("releases/new/", releases_views.new_release, name="release-new"),
    path("releases/<uuid:pk>/", releases_views.release_page, name="release"),
    path("releases/<uuid:pk>/approve/", releases_views.approve, name="release-approve"),
    path("releases/<uuid:pk>/discard/", releases_views.discard, name="release-discard"),
    path("releases/<uuid:pk>/files/<str:name>/", releases_views.release_file, name="release-file"),
    path("releases/<uuid:pk>/take-down/", takedowns_views.request_takedown, name="take-down"),
    path("takedowns/<uuid:pk>/approve/", takedowns_views.approve_takedown, name="takedown-approve"),
    path("takedowns/<uuid:pk>/refuse/", takedowns_views.refuse_takedown, name="takedown-refuse"),
    path("reports/add/", report_views.add_to_report, name="report-add"),
    path("reports/<uuid:pk>/blocks/", report_views.edit_blocks, name="report-blocks"),
    *(
        path(
            f"reports/<uuid:pk>/report.{extension}",
            report_views.report_file,
            {"extension": extension},
            name=f"report-{extension}",
        )
        for extension in report_views.FILES
    ),
    path("timeline/", timeline_page, name="timeline"),
    path("network/", network_page, name="network"),
    path("", include("incidents.charts.urls")),
    path("imports/constant/", imports_views.constant_row, name="import-constant"),
    path("imports/<uuid:pk>/", imports_views.import_page, name="import"),
    path("imports/<uuid:pk>/state/", imports_views.import_fragment, name="import-state"),
    path("imports/<uuid:pk>/commit/", imports_views.commit_import, name="import-commit"),
    path("imports/<uuid:pk>/values/", imports_views.replace_values, name="import-values"),
    path("imports/<uuid:pk>/mapping/", imports_views.keep_mapping, name="import-keep-mapping"),
    path("imports/<uuid:pk>/errors.csv", imports_views.errors_csv, name="import-errors"),
    path("imports/<uuid:pk>/undo/", undoing_views.undo_page, name="import-undo"),
    path("imports/undone/<uuid:pk>/", undoing_views.undone_page, name="import-undone"),
    path(
        "imports/undone/<uuid:pk>/state/", undoing_views.undone_fragment, name="import-undone-state"
    ),
    path(
        "imports/undone/<uuid:pk>/accept/", undoing_views.accept_page, name="import-undone-accept"
    ),
    path("import-files/<uuid:pk>/", imports_views.mapping_page, name="import-mapping"),
    path("duplicates/", queue.duplicates_page, name="duplicates"),
    *(
        path(f"duplicates/<uuid:pk>/{verb}/", queue.decide_pair, {"verb": verb}, f"pair-{verb}")
        for verb in ("dismiss", "reopen")
    ),
    path("register/date/", date_preview.date_reading, name="date-reading"),
    path("actors/<uuid:pk>/relations/check/", relation_check, name="relation-check"),
    path("register/find/country/", picker.country_matches, name="find-country"),
    path("register/find/<slug:noun>/", picker.matching_records, name="find"),
]


def pages_of(record_type):
    """The pages of a type of record: their list, one record, and what may be done to it."""
    noun, list_view = record_type.noun, record_type.list_view
    yield path(f"{noun}/", list_view.as_view(), name=noun)
    yield path(f"{noun}/<uuid:pk>/", page_view(record_type), name=record_type.key)
    if list_view.changes:
        yield path(f"{noun}/many/", bulk_actions.ManyView.as_view(list_view=list_view))
    if is_curated(record_type.model):
        yield path(f"{noun}/new/", editing.create_page, {"noun": noun}, name=f"{noun}-new")
        for name, view in CURATION_PAGES.items():
            yield path(f"{noun}/<uuid:pk>/{name}/", view, {"noun": noun}, name=f"{noun}-{name}")
    if issubclass(record_type.model, Marked):
        words = {"noun": noun, "model": record_type.model}
        yield path(f"{noun}/<uuid:pk>/readers/", readers, words, name=f"{noun}-readers")
        yield path(f"{noun}/<uuid:pk>/readers/find/", matches, words, name=f"{noun}-readers-find")


def pages_of_rows(row_type):
    """The pages on which rows of a record are added and changed."""
    noun, words = row_type.page_noun, {"noun": row_type.page_noun}
    parent = record_type_of(kind_of(row_type.model).root.model).noun
    yield path(f"{parent}/<uuid:pk>/{noun}/new/", editing.add_row, words, name=f"{noun}-new")
    yield path(f"{noun}/<uuid:pk>/edit/", editing.change_row, words, name=f"{noun}-edit")


for each in record_types():
    urlpatterns += pages_of(each)
for each in row_types():
    if each.form is not None:
        urlpatterns += pages_of_rows(each)
