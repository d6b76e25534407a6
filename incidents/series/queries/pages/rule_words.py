"""The rules by which a series counts and shows its numbers, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.series.models.series import Series
from incidents.vocabularies import BRANCHES, PARTICIPATION_ROLES, SERIES_LISTS

SEVERAL = {
    "country": gettext_lazy(
        "An assessment about several countries counts in each, once in the total."
    ),
    "about": gettext_lazy("An assessment about several actors counts in each, once in the total."),
    "place": gettext_lazy("An assessment about several places counts in each, once in the total."),
}
"""{group of assessments of which one may have several: how it counts}."""


def rules_of(series: Series) -> list[str]:
    """All rules that apply to a series."""
    of_records = _of_incidents if series.record_type == "incident" else _of_records
    return [
        *_of_actors(series),
        *of_records(series),
        *_of_people(series),
        *_of_transform(series),
    ]


def _of_actors(series):
    if "actor" not in series.filters and series.group_by != "actor":
        return
    roles = ", ".join(str(_(PARTICIPATION_ROLES[role])) for role in series.roles)
    yield _("An actor counts in these roles: %s.") % roles
    yield _("Suspected or alleged participation raises only the maximum.")
    yield _("An actor counts: %s.") % _(BRANCHES[series.branches])


def _of_records(series):
    if series.record_type == "warning":
        yield _("Each published warning is counted once, on the day on which it was issued.")
        yield _("It has the country and the place of the incident that it is about.")
        return
    if series.measure == "resolutions":
        yield _(
            "Each published assessment with a final outcome is counted once, on the day on which"
            " the outcome was known."
        )
    else:
        yield _("Each published assessment is counted once, on the day on which it was made.")
    yield _(
        "An assessment that restates another is left out while the restated assessment is published"
        " and visible."
    )
    if words := SEVERAL.get(series.group_by):
        yield str(words)


def _of_incidents(series):
    if series.summaries:
        yield _("Summaries of several events count, each as one.")
    else:
        yield _("Summaries of several events, references and context are not counted.")
    if series.group_by == "country":
        yield _("An incident with places in several countries counts in each, once in the total.")
    if series.group_by in SERIES_LISTS:
        yield _("An incident with several of the terms counts in each, once in the total.")
    if "fatalities" in series.filters or series.group_by == "fatalities":
        yield _("The range of fatalities is that of the expected figure.")


def _of_people(series):
    if series.harms:
        yield _(
            "“About 100” counts as 90 to 110, with 100 expected. Of “up to 20”, half are expected."
            " “More than 150” counts as at least 151. Of “45 to 57” without a best figure, the"
            " lower number is expected."
        )
    if len(series.harms) > 1:
        yield _(
            "People held are those abducted or held hostage. Where an incident has figures of"
            " both, the lowest and the expected number take them for the same people, the"
            " highest for different ones."
        )


def _of_transform(series):
    asked = series.transform
    if asked.get("per"):
        yield _("Each bucket is divided by the inhabitants of its year, or of the nearest year.")
    if asked.get("cumulated"):
        yield _(
            "Each number is the sum of all buckets so far. After a gap it is a minimum, and the"
            " band is wider than it need be where dates are not exact."
        )
    if asked.get("rolling"):
        yield _("There is no mean until all its buckets are complete and covered.")
    if asked.get("base"):
        yield _("The base is the expected number of its bucket; its uncertainty is not shown.")
