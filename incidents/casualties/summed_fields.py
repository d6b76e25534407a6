"""The fields of an incident that sum up its casualty estimates."""

from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation.services import change_record, create_record
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.figures.estimates import chosen_or_all, governing_estimates
from incidents.records.services import FIGURES, figures_of
from incidents.records.summed_fields import FiguresField
from incidents.vocabularies import CASUALTY_KINDS


def _counted_estimates(incident, *, kind):
    rows = [each for each in incident.casualties.all() if each.kind == kind]
    return chosen_or_all(governing_estimates(rows, incident.pk))


def _choose_estimate(incident, stated, graded, why, *, kind):
    """Select the estimate with these figures, or add it as the selected one."""
    figures = figures_of(stated)
    if figures is None:
        instead = _("Write a number, “more than 150”, or “39 to 40”.")
        text = _("“%(words)s” cannot be read as a value of this field. %(instead)s")
        raise ValidationError({kind: text % {"words": stated, "instead": instead}})
    chosen = {"selected": True, "selection_method": "judged"}
    numbers = {name: figures[name] for name in FIGURES}
    if same := incident.casualties.filter(kind=kind, group="", **numbers).order_by("id").first():
        return change_record(same, chosen, **why)
    values = {"incident": incident, "kind": kind, **figures, **chosen, **graded}
    return create_record(CasualtyEstimate, values, **why)


CASUALTY_FIELDS = {
    kind: FiguresField(
        rows=partial(_counted_estimates, kind=kind), choose=partial(_choose_estimate, kind=kind)
    )
    for kind in CASUALTY_KINDS
}
"""{kind of casualties: FiguresField}."""
