"""Sort the records of Kosovo by its name: they were sorted by its code."""

from django.db import migrations


def name_kosovo(apps, schema_editor):
    using = schema_editor.connection.alias
    for name in ("incident", "actor"):
        rows = apps.get_model("incidents", name).objects.using(using)
        rows.filter(country="XK", country_name="xk").update(country_name="kosovo")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0032_incidents_of_long_dates")]
    operations = [migrations.RunPython(name_kosovo, migrations.RunPython.noop)]
