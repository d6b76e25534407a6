from django.db import migrations


def compare_again(apps, _editor):
    """What has no place may be the same as what has one, by a rule that is newer than this row."""
    apps.get_model("incidents", "Incident").objects.filter(place=None).update(compared=False)


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0013_actors_by_name_of_country"),
    ]

    operations = [
        migrations.RunPython(compare_again, migrations.RunPython.noop),
    ]
