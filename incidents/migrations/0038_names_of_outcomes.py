"""Lists sort assessments by the label of their outcome; the labels have changed."""

from django.db import migrations

NAMES = {
    "closed": ("closed, not settled yet", "closed, not resolved yet"),
    "resolved_yes": ("came true", "resolved yes"),
    "resolved_no": ("did not come true", "resolved no"),
    "resolved_partial": ("came true in part", "resolved partly"),
    "ambiguous": ("cannot be told", "ambiguous"),
}
"""{outcome: (label before, label after)}."""


def store_names(apps, version):
    rows = apps.get_model("incidents", "Assessment").objects
    for outcome, names in NAMES.items():
        rows.filter(outcome=outcome).update(outcome_name=names[version])


def forwards(apps, schema_editor):
    store_names(apps, 1)


def backwards(apps, schema_editor):
    store_names(apps, 0)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0037_series_findings")]
    operations = [migrations.RunPython(forwards, backwards)]
