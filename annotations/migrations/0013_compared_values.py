"""Keep for each link whether it states another value than its record holds.

Links that state a value are compared by a worker after the migration; until then they are support,
as before.
"""

from django.db import migrations, models


def keep(apps, schema_editor):
    """What states no value states no other one."""
    links = apps.get_model("annotations", "PassageLink").objects
    links.filter(stated_value__isnull=True).update(states_another_value=False)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_comment_mentioned")]
    operations = [
        migrations.AddField(
            model_name="passagelink",
            name="states_another_value",
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="passagelink",
            index=models.Index(
                condition=models.Q(states_another_value=None),
                fields=["id"],
                name="links_to_compare",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
