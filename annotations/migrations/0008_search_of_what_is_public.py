"""Keep what people outside a project may search of a restricted text: its title and authors."""

import unicodedata

from django.db import migrations, models

BATCH = 500


def fold(*texts):
    plain = unicodedata.normalize("NFKD", " ".join(text for text in texts if text).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def fill(apps, schema_editor):
    Article = apps.get_model("annotations", "Article")
    changed = []
    rows = Article.objects.only("pk", "title", "authors").order_by("pk")
    for article in rows.iterator(chunk_size=BATCH):
        article.public_search_text = fold(article.title, *article.authors)
        changed.append(article)
        if len(changed) == BATCH:
            Article.objects.bulk_update(changed, ["public_search_text"])
            changed.clear()
    Article.objects.bulk_update(changed, ["public_search_text"])


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_read_texts_apart")]
    operations = [
        migrations.AddField(
            "article", "public_search_text", models.TextField(default="", editable=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
