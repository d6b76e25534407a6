import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0019_sources_repeat_others"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="lat",
            field=models.FloatField(blank=True, null=True, verbose_name="latitude"),
        ),
        migrations.AddField(
            model_name="incident",
            name="lon",
            field=models.FloatField(blank=True, null=True, verbose_name="longitude"),
        ),
        migrations.AddField(
            model_name="incident",
            name="place_precision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("exact", "the exact place"),
                    ("near", "within 25 km of the place"),
                    ("admin2", "the second-level division"),
                    ("admin1", "the first-level division"),
                    ("line", "a line or an area without borders"),
                    ("country", "the country alone"),
                    ("water_airspace", "water or airspace"),
                ],
                max_length=30,
                null=True,
                verbose_name="place known to",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="uncertainty_m",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(20100000)],
                verbose_name="position known within (m)",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "place_precision__in",
                        ["exact", "near", "admin2", "admin1", "line", "country", "water_airspace"],
                    ),
                    ("place_precision__isnull", True),
                    _connector="OR",
                ),
                name="incident_place_precision_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                    models.Q(
                        ("lat__isnull", False),
                        ("lat__range", (-90, 90)),
                        ("lon__isnull", False),
                        ("lon__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="incident_has_both_coordinates_on_the_globe_or_none",
                violation_error_message="Give both a latitude (-90 to 90) and a longitude (-180 to 180), or neither.",
            ),
        ),
    ]
