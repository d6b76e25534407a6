"""The filters of a list of incidents in words: labels and names instead of ids and slugs."""

from uuid import UUID

from django.utils.translation import gettext as _

from ctplatform.curation.registry import evidence_kinds
from ctplatform.web.references import is_id
from incidents.actors.models.actors import Actor
from incidents.places.models.places import Place
from incidents.regions.models import region_set
from incidents.series.models.series import Series

NAMED = {"actor": Actor, "place": Place, "within": Place, "series": Series}


def filters_in_words(found, project, user):
    """[(label, values)] of the filters that are set, in the order of the filter set."""
    return [
        (found.filters[name].label, "; ".join(_value_words(found, name, values, project, user)))
        for name in found.filters
        if name != "project" and (values := [each for each in found.data.getlist(name) if each])
    ]


def _value_words(found, name, values, project, user):
    if name in NAMED:
        return [_record_title(name, value, project, user) for value in values]
    if name == "import_job":
        return [_("one import")]
    if name == "evidence_code":
        labels = dict(choice for kind in evidence_kinds() for choice in kind.codes(project, user))
    else:
        choices = found.filters[name].extra.get("choices", ())
        labels = {str(key): str(label) for key, label in choices}
    return [labels.get(value, value) for value in values]


def _record_title(name, value, project, user):
    """The title of a record, or of a region by its key, if the user may see it."""
    row = NAMED[name].objects.visible_to(user).filter(pk=value).first() if is_id(value) else None
    if row is None and name == "within":
        row = region_set(UUID(value) if is_id(value) else value, project.slug, user)
        return row.name if row else value
    return str(row) if row else _("not shown to you")
