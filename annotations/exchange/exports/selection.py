"""Which texts and annotations an export holds, and the codes that they use."""

from functools import cached_property

from django.db.models import Q

from annotations.annotations.models import Annotation
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.codebooks.code_paths import paths_of
from annotations.codebooks.models import Code
from annotations.exchange.documents import CodeDefinition
from ctplatform.access.export_rights import RESTRICTED
from ctplatform.accounts.roles import joined_by

CHUNK_LENGTH = 2_000_000  # code points of the texts that are in memory at the same time
CHUNK_TEXTS = 50


class Selection:
    """What `rows` (a QuerySet of annotations or of articles) holds for this reader.

    Of articles: all annotations of their texts that the reader may see. Texts that the reader may
    not read as a whole are left out, with their annotations.
    """

    def __init__(self, rows, reader):
        self.reader, self.of_articles = reader, rows.model is Article
        rows = rows.order_by()
        if self.of_articles:
            seen = Annotation.objects.visible_to(reader)
            self.found = seen.filter(article_version__article__in=rows.values("pk"))
            used = self.found.order_by().values("article_version")
            wanted = Q(pk__in=rows.values("current_version")) | Q(pk__in=used)
        else:
            self.found = Annotation.objects.filter(pk__in=rows.values("pk"), deleted=None)
            wanted = Q(pk__in=self.found.values("article_version"))
        self.wanted = ArticleVersion.objects.visible_to(reader).filter(wanted)

    @cached_property
    def _whole(self):
        """The condition that the reader may read the whole text of a version."""
        if self.reader.is_superuser:
            return Q()
        inside = Q(article__project__in=joined_by(self.reader))
        return ~Q(article__rights=RESTRICTED) | inside

    @property
    def versions(self):
        """The texts that are written, in the order of their ids."""
        rows = self.wanted.filter(self._whole).select_related("article__project")
        return rows.defer("segments", "notes", "article__search_text").order_by("pk")

    @property
    def left_out(self) -> int:
        """The number of texts that are left out."""
        return self.wanted.exclude(self._whole).count() if self._whole else 0

    @property
    def annotations(self):
        """The annotations that are written."""
        texts = self.wanted.filter(self._whole).order_by().values("pk")
        return self.found.filter(article_version__in=texts).order_by()

    def chunks(self):
        """Lists of ids of texts, few enough that their texts fit in memory together."""
        found, length = [], 0
        sizes = self.versions.values_list("pk", "length").iterator(chunk_size=2000)
        for pk, size in sizes:
            if found and (length + size > CHUNK_LENGTH or len(found) == CHUNK_TEXTS):
                yield found
                found, length = [], 0
            found.append(pk)
            length += size
        if found:
            yield found

    @cached_property
    def used_codes(self) -> dict:
        """{id: (Code, its path of labels)} of all codes of the codebooks that are used."""
        books = self.annotations.filter(code__isnull=False).values("code__codebook").distinct()
        rows = {code.pk: code for code in Code.objects.filter(codebook__in=books)}
        return {pk: (rows[pk], path) for pk, path in paths_of(rows.values()).items()}

    def definitions(self) -> tuple[CodeDefinition, ...]:
        """The codes that annotations have, and those above them."""
        used = self.annotations.filter(code__isnull=False).values_list("code", flat=True).distinct()
        needed = {}
        for pk in used:
            while pk is not None and pk not in needed:
                needed[pk] = self.used_codes[pk]
                pk = self.used_codes[pk][0].parent_id
        return tuple(
            CodeDefinition(path, description=code.definition, identifier=str(code.guid))
            for code, path in sorted(needed.values(), key=lambda each: each[1])
        )
