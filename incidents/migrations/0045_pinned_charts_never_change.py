"""The database refuses to change or delete a pinned chart.

Only its series may be taken out of it, when the series is deleted. A purge of a project deletes it
while a row is in `curation_historygate`. A later step that lets SQLite make the table again, or
that adds a column, has to make the triggers again.
"""

from django.db import migrations

REFUSAL = "A pinned chart never changes."
TABLE = "incidents_chartsnapshot"
GATE = "EXISTS (SELECT 1 FROM curation_historygate)"
COLUMNS = (
    "id", "version", "created", "updated", "title", "marking", "definition", "definition_version",
    "recounts", "recounted", "points", "findings", "created_by_id", "project_id",
)  # fmt: skip

POSTGRESQL = f"""
CREATE FUNCTION refuse_to_change_pinned_chart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND {GATE} THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND NEW.series_id IS NULL
    AND to_jsonb(NEW) - 'series_id' = to_jsonb(OLD) - 'series_id' THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER pinned_chart_is_not_changed BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION refuse_to_change_pinned_chart();
CREATE TRIGGER pinned_chart_is_not_emptied BEFORE TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_delete_history();
"""

SQLITE = {
    "is_not_changed": f"UPDATE OF {', '.join(COLUMNS)} ON {TABLE}",
    "keeps_its_series": f"UPDATE OF series_id ON {TABLE} WHEN NEW.series_id IS NOT NULL",
    "is_not_deleted": f"DELETE ON {TABLE} WHEN NOT {GATE}",
}


def close(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(POSTGRESQL)
        return
    for name, event in SQLITE.items():
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def reopen(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")
        return
    for name in ("is_not_changed", "is_not_emptied"):
        schema_editor.execute(f"DROP TRIGGER pinned_chart_{name} ON {TABLE}")
    schema_editor.execute("DROP FUNCTION refuse_to_change_pinned_chart()")


class Migration(migrations.Migration):

    dependencies = [
        ("curation", "0010_history_chain"),
        ("incidents", "0044_pinned_charts"),
    ]

    operations = [migrations.RunPython(close, reopen)]
