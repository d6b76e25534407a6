"""Actors as a type of record, with their names, kinds, sizes and relations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType, RowType
from incidents.actors import admin, formats
from incidents.actors.api import views as api
from incidents.actors.forms import rows as forms
from incidents.actors.forms.actors import ActorForm
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.actors.queries.field_rows import actor_field_rows
from incidents.actors.views.lists import ActorList
from incidents.actors.views.page import actor_page
from incidents.exports.redaction import redact_estimates, redact_relations
from incidents.records.queries.unsourced import naming_field, shown_field
from incidents.records.summed_fields import FiguresField
from incidents.records.views.passages import stated_figures_of


def _with_size(_user):
    return Q(pk__in=ActorSizeEstimate.objects.values("actor"))


IDENTIFIER = "an identifier in another dataset, for programs"
ACTOR = RecordType(
    model=Actor,
    noun="actors",
    icon='<circle cx="5" cy="5" r="4.4"/>',
    form=ActorForm,
    add=_("Add an actor"),
    viewset=api.ActorViewSet,
    list_view=ActorList,
    page=actor_page,
    field_rows=actor_field_rows,
    admin=admin.ActorAdmin,
    exported=Exported(columns=formats.ACTORS),
    required_evidence={"name": naming_field("name"), "sizes": shown_field("sizes", _with_size)},
    created_by_name="name",
    menu_key="a",
    rows_in_fields={"kind_periods": (), "size_estimates": ("source",)},
    summed_fields={
        "sizes": FiguresField(rows=lambda actor: actor.size_estimates.all(), is_text_compared=True),
    },
    left_out={
        "page": {
            **dict.fromkeys(("wikidata", "ucdp_actor_id", "acled_inter"), IDENTIFIER),
            "person_sensitivity": "shown of individuals",
        },
    },
)
ACTOR_ALIAS = RowType(
    model=ActorAlias,
    noun="actor-aliases",
    path="names",
    form=forms.AliasForm,
    add=_("Another name"),
    viewset=api.ActorAliasViewSet,
    admin=admin.ActorAliasAdmin,
    exported=Exported(columns=formats.ALIASES),
    stated=lambda row: row.text,
)
ACTOR_KIND = RowType(
    model=ActorKindPeriod,
    noun="actor-kinds",
    path="kinds",
    form=forms.KindPeriodForm,
    add=_("What it was, and when"),
    viewset=api.ActorKindViewSet,
    admin=admin.ActorKindPeriodAdmin,
    exported=Exported(columns=formats.KIND_PERIODS),
)
ACTOR_SIZE = RowType(
    model=ActorSizeEstimate,
    noun="actor-sizes",
    path="sizes",
    form=forms.SizeEstimateForm,
    add=_("A size"),
    viewset=api.ActorSizeViewSet,
    admin=admin.ActorSizeEstimateAdmin,
    exported=Exported(columns=formats.SIZES, rows=redact_estimates),
    stated=stated_figures_of,
)
ACTOR_RELATION = RowType(
    model=ActorRelation,
    noun="actor-relations",
    path="relations",
    form=forms.RelationForm,
    add=_("A relation"),
    viewset=api.ActorRelationViewSet,
    admin=admin.ActorRelationAdmin,
    exported=Exported(columns=formats.RELATIONS, rows=redact_relations),
)
