"""Note which records each revision and proposal names, so that it is shown only with all of them."""

from collections import defaultdict

from django.db import migrations, models
from django.db.models import Q

NAMING = {
    "actor": {"merged_into": "actor"},
    "incident": {"merged_into": "incident"},
    "actor_relation": {"object": "actor", "claimant": "actor"},
    "warning": {
        "issuer": "actor", "recipient": "actor", "incident": "incident", "merged_into": "warning",
    },
    "allegation": {
        "subject": "actor", "target": "actor", "incident": "incident", "warning": "warning",
        "relation": "actor_relation", "umbrella": "allegation", "merged_into": "allegation",
    },
    "claimant": {"actor": "actor"},
    "verdict": {"reviewer": "actor"},
    "assessment": {
        "holder": "actor", "parent": "assessment", "restates": "assessment",
        "merged_into": "assessment",
    },
    "assessment-scope": {"actor": "actor"},
    "ach-item": {"incident": "incident"},
    "incident_link": {"to": "incident"},
    "participation": {"actor": "actor"},
    "responsibility": {"speaker": "actor", "about": "actor"},
}
IN_PAYLOAD = ("merges", "releases", "into", "from")
BATCH = 1000
TABLE = "curation_revision"
FUNCTION = "EXECUTE FUNCTION refuse_to_rewrite_history()"
REFUSAL = "BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END"


def add_values(found, target_type, values, relations):
    """Add to {kind: ids} what a row with these values names."""
    for column, kind in NAMING.get(target_type, {}).items():
        pk = values.get(column)
        if pk and kind == "actor_relation":
            found["actor"] |= relations.get(str(pk), set())
        elif pk:
            found[kind].add(str(pk))


def names_of(row, state, relations):
    """What a revision or a proposal names, with what its row named before or after it."""
    found, payload = defaultdict(set), row.payload or {}
    add_values(found, row.target_type, state, relations)
    for side in ("from", "to"):
        values = {name: step[side] for name, step in row.diff.items()}
        add_values(found, row.target_type, values, relations)
    add_values(found, row.root_type, payload.get("values") or {}, relations)
    for name in IN_PAYLOAD:
        if payload.get(name):
            found[row.root_type].add(str(payload[name]))
    return {kind: sorted(ids) for kind, ids in found.items() if ids} or None


def save_names(model, rows):
    model.objects.bulk_update(rows, ["names"])
    rows.clear()


def fill_revisions(Revision, wanted):
    """Go through the history row by row; returns what the wanted rows name in the end."""
    relations, states, changed = defaultdict(set), {}, []
    last, state = None, {}
    rows = Revision.objects.filter(Q(target_type__in=NAMING) | Q(payload__isnull=False))
    rows = rows.defer("reason").order_by("target_type", "target_id", "version")
    for row in rows.iterator(chunk_size=BATCH):
        target = (row.target_type, row.target_id)
        if target != last:
            last, state = target, {}
        state |= {name: step["to"] for name, step in row.diff.items()}
        row.names = names_of(row, state, relations)
        if row.target_type == "actor_relation":
            named = {str(row.root_id), *(row.names or {}).get("actor", ())}
            relations[str(row.target_id)] |= named
        if target in wanted:
            states[target] = dict(state)
        if row.names:
            changed.append(row)
        if len(changed) == BATCH:
            save_names(Revision, changed)
    save_names(Revision, changed)
    return states, relations


def fill(apps, schema_editor):
    Revision, Proposal = (apps.get_model("curation", name) for name in ("Revision", "Proposal"))
    wanted = set(Proposal.objects.order_by().values_list("target_type", "target_id"))
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(
        f"DROP TRIGGER history_is_append_only{'' if is_sqlite else f' ON {TABLE}'}"
    )
    states, relations = fill_revisions(Revision, wanted)
    body = REFUSAL if is_sqlite else f"FOR EACH ROW {FUNCTION}"
    schema_editor.execute(
        f"CREATE TRIGGER history_is_append_only BEFORE UPDATE ON {TABLE} {body}"
    )
    changed = []
    for row in Proposal.objects.order_by("pk").iterator(chunk_size=BATCH):
        state = states.get((row.target_type, row.target_id), {})
        row.names = names_of(row, state, relations)
        if row.names:
            changed.append(row)
        if len(changed) == BATCH:
            save_names(Proposal, changed)
    save_names(Proposal, changed)


class Migration(migrations.Migration):
    dependencies = [("curation", "0008_old_proposals")]
    operations = [
        migrations.AddField("proposal", "names", models.JSONField(editable=False, null=True)),
        migrations.AddField("revision", "names", models.JSONField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
