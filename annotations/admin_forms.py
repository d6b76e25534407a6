"""Forms of the admin pages of texts and links."""

from annotations.models.child_rows import NAMED_ROWS
from ctplatform.curation.admin.service_rows import SeenVersionForm
from ctplatform.markings.forms import KeepsMarking


class ArticleForm(KeepsMarking, SeenVersionForm):
    """The metadata of a text; without a marking in the form, the marking is kept."""


class LinkForm(SeenVersionForm):
    """Offers the rows of the link's own record, one of which it may name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NAMED_ROWS.keys() & self.fields.keys():
            field, kind = self.fields[name], NAMED_ROWS[name]
            rows = kind.rows_of(self.instance.target).values("pk")
            field.queryset = field.queryset.filter(pk__in=rows).select_related(*kind.ends)
            field.label_from_instance = kind.title_of
