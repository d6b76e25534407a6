"""Fold variants of letters in stored search text."""

from django.db import migrations
from django.db.models import Q

LETTERS = str.maketrans(
    "øđðłħıŧŋəکىیېەةھہٱґ",
    "oddlhitnaكيييههههاг",  # noqa: RUF001 - letters of several scripts
    "ـ",
) | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
COLUMNS = {
    "incident": ("search_text",),
    "actor": ("search_text", "folded"),
    "actoralias": ("folded",),
    "place": ("search_text", "name_key"),
    "source": ("search_text",),
    "assessment": ("search_text", "folded"),
    "warning": ("search_text",),
    "allegation": ("search_text",),
}
LONGEST = {"folded": 300, "name_key": 200}


def fold_letters(apps, schema_editor):
    using = schema_editor.connection.alias
    for name, columns in COLUMNS.items():
        model = apps.get_model("incidents", name)
        letters = map(chr, LETTERS)
        rows = model.objects.using(using).filter(
            Q(*(Q(**{f"{columns[0]}__contains": each}) for each in letters), _connector=Q.OR)
        )
        for pk, *texts in rows.values_list("pk", *columns).iterator(chunk_size=500):
            values = {
                column: text and text.translate(LETTERS)[: LONGEST.get(column)]
                for column, text in zip(columns, texts, strict=True)
            }
            row = model.objects.using(using).filter(pk=pk)
            if "name_key" in values and is_taken(model, row.get(), values["name_key"], using):
                del values["name_key"]  # two spellings of one name: both keep the key they had
            row.update(**values)


def is_taken(model, place, key, using):
    others = model.objects.using(using).filter(
        project=place.project_id, parent=place.parent_id, kind=place.kind, name_key=key
    )
    return others.exclude(pk=place.pk).exists()


class Migration(migrations.Migration):
    dependencies = [("incidents", "0029_parties_intent_and_borders")]
    operations = [
        migrations.RunPython(fold_letters, migrations.RunPython.noop),
    ]
