"""The filter `untraced` is now called `unsourced`; saved views keep working."""

import re

from django.db import migrations


def rename_filter(apps, before, after):
    views = apps.get_model("lists", "SavedView").objects
    for view in views.filter(query__contains=f"{before}="):
        view.query = re.sub(rf"(^|&){before}=", rf"\g<1>{after}=", view.query)
        view.save(update_fields=["query"])


def forwards(apps, schema_editor):
    rename_filter(apps, "untraced", "unsourced")


def backwards(apps, schema_editor):
    rename_filter(apps, "unsourced", "untraced")


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_lists_of_any_record_type")]
    operations = [migrations.RunPython(forwards, backwards)]
