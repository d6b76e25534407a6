"""Which sources are independent: sources that repeat another's reports count as that one."""

from django.db.models import Q

from ctplatform.search.folding import fold
from incidents.assessments.statistics.evidence import root_of
from incidents.models import Source


class Lineage:
    """The sources of some projects (ids) and which sources they repeat, read in one query.

    With a user, only the sources that the user may see.
    """

    def __init__(self, projects, user=None):
        rows = Source.objects.all() if user is None else Source.objects.visible_to(user)
        rows = rows.filter(Q(project__in=set(projects)) | Q(project=None)).order_by()
        found = list(rows.values_list("pk", "name", "repeats"))
        self.names = {pk: name for pk, name, _repeats in found}
        self.repeats = {pk: other for pk, _name, other in found if other in self.names}
        self.named = {fold(name): pk for pk, name, _repeats in found}

    def root(self, article):
        """The id of the original source of an article; None where it has no source."""
        source = article.repeats_id or article.source_id
        return root_of(source, self.repeats) if source else None

    def group(self, article, words=""):
        """(key, name) of the independent group of a passage of the article.

        `words` is the group that its link names; if it is the name of a source, that source is
        meant. Without it, the group is the root of the article's source, else the article itself.
        """
        source = self.named.get(fold(words)) if words else article.repeats_id or article.source_id
        if source:
            root = root_of(source, self.repeats)
            return str(root), self.names.get(root) or words or str(article.source)
        return (fold(words), words) if words else (str(article.pk), article.title)


def independent(links):
    """The number of independent sources among links to passages.

    Passages count apart only if both their groups and their original sources differ. A text without
    a source does not count.
    """
    path = "annotation__article_version__article"
    links = list(
        links.select_related(path).only("independence_group", "annotation", *_only(path)).order_by()
    )
    articles = [link.annotation.article_version.article for link in links]
    lineage = Lineage({article.project_id for article in articles})
    pairs = [
        (lineage.group(article, link.independence_group)[0], lineage.root(article))
        for link, article in zip(links, articles, strict=True)
        if lineage.root(article)
    ]
    return min(len({group for group, _root in pairs}), len({root for _group, root in pairs}))


def _only(path):
    names = ("article_version", "article_version__article")
    return (
        *(f"annotation__{name}" for name in names),
        *(f"{path}__{name}" for name in ("project", "source", "repeats", "title")),
    )
