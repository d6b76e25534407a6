"""Fold variants of letters in the search text of articles."""

from django.db import migrations
from django.db.models import Q

LETTERS = str.maketrans(
    "øđðłħıŧŋəکىیېەةھہٱґ",
    "oddlhitnaكيييههههاг",  # noqa: RUF001 - letters of several scripts
    "ـ",
) | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
COLUMNS = ("search_text", "public_search_text")


def fold_letters(apps, schema_editor):
    articles = apps.get_model("annotations", "Article").objects.using(
        schema_editor.connection.alias
    )
    some = Q(*(Q(search_text__contains=chr(each)) for each in LETTERS), _connector=Q.OR)
    for pk in list(articles.filter(some).values_list("pk", flat=True)):
        texts = articles.filter(pk=pk).values(*COLUMNS).get()
        values = {column: text.translate(LETTERS) for column, text in texts.items()}
        articles.filter(pk=pk).update(**values)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0008_search_of_what_is_public")]
    operations = [migrations.RunPython(fold_letters, migrations.RunPython.noop)]
