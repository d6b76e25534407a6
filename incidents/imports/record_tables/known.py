"""Find the known record that a row of a table is, by its values."""

from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import from_json, snapshot
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias
from incidents.imports.imported_row import Part
from incidents.imports.services.actors import in_force


def find_actor(_row, values, plan):
    """The actor with this Wikidata item or UCDP number, else with this name or other name.

    Raises Ambiguous where several have the name.
    """
    project, name = plan.target.project, values.get("name")
    if item := values.get("wikidata"):
        found = in_force(Actor, project, plan.by).filter(wikidata=item, merged_into=None).first()
        if found:
            return found
    if not name:
        return None
    found = plan.actors.find(Part(name, "", ucdp_id=values.get("ucdp_actor_id")))
    return found and plan.references.stored(Actor, found.pk)


def find_relation(_row, values, plan):
    """The same relation; if it is recorded from the other side, the ends of the row are turned."""
    if plan.is_new(values.get("subject")) or plan.is_new(values.get("object")):
        return None
    relation = ActorRelation(**_plain(ActorRelation, values))
    relation.derive()
    found = ActorRelation.objects.visible_to(plan.by).filter(identity=relation.identity)
    found = found.select_related("subject__project").first()
    if found and found.subject_id != values["subject"].pk:
        values["subject"], values["object"] = values["object"], values["subject"]
    return found


def find_alias(_row, values, plan):
    """The same name of the actor."""
    if plan.is_new(values["actor"]):
        return None
    rows = plan.rows_of(ActorAlias, "actor", values["actor"])
    return next((each for each in rows if each.text == values["text"]), None)


def find_equal_row(row, values, plan):
    """A child row of the same record with the same values."""
    model, parent = row.table.model, row.table.parent
    if plan.is_new(values[parent]):
        return None
    mine = model(**_plain(model, values))
    mine.clean()
    for each in plan.rows_of(model, parent, values[parent]):
        if snapshot(each) == snapshot(mine):
            return each
    return None


def find_by_title(row, values, plan):
    """The record of the project with exactly this title and the same holder, if it has one."""
    model, title = row.table.model, row.table.title
    rows = in_force(model, plan.target.project, plan.by).filter(
        **{title: values.get(title) or ""}, merged_into=None
    )
    if holder := values.get("holder"):
        rows = rows.filter(holder=holder.pk)
    return rows.order_by("pk").first()


def find_source(_row, values, plan):
    """The source of the project, or shared by all, with this name."""
    return plan.source_named(values.get("name"))


def _plain(model, values) -> dict:
    """The values of an unsaved row, each of its column's type."""
    columns = kind_of(model).columns
    found = {}
    for name, value in values.items():
        if value is not None:
            is_row = name not in columns or columns[name].is_relation
            found[name] = value if is_row else from_json(columns[name], value)
    return found
