"""What fits the records that a series counts: filters, groups, and settings about actors' roles."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.series.models.definitions import initiating_roles


def fitting_filters(measure) -> tuple:
    """The filters, and so the groups, of a series with this measure."""
    record_type = vocabularies.SERIES_RECORDS.get(measure, "incident")
    return vocabularies.FILTERS_OF_RECORDS[record_type]


def require_fitting(series) -> None:
    """Refuse a filter, a grouping or a setting that the counted records do not have."""
    if series.measure not in vocabularies.SERIES_MEASURES:
        return
    known = fitting_filters(series.measure)
    words = {
        "measure": _(vocabularies.SERIES_MEASURES[series.measure]),
        "known": ", ".join(known),
    }
    for name in series.filters:
        if name not in known:
            text = _("%(name)s: a series of %(measure)s has no such filter. It has: %(known)s.")
            raise ValidationError({"filters": text % {"name": name, **words}})
    if series.group_by and series.group_by not in known:
        text = _("A series of %(measure)s has no groups by %(name)s. It has: %(known)s.")
        raise ValidationError({"group_by": text % {"name": series.group_by, **words}})
    if series.record_type != "incident":
        _require_no_settings_of_incidents(series, words)


def _require_no_settings_of_incidents(series, words):
    strange = {
        "roles": sorted(series.roles) != sorted(initiating_roles()),
        "branches": series.branches != "none",
        "summaries": series.summaries,
    }
    texts = {
        "roles": _("Roles are those of actors in incidents, and this series counts %(measure)s."),
        "branches": _("A series of %(measure)s counts each actor alone, so it takes “none” here."),
        "summaries": _("Summaries are incidents, and this series counts %(measure)s."),
    }
    wrong = {name: texts[name] % words for name, is_strange in strange.items() if is_strange}
    if wrong:
        raise ValidationError(wrong)
