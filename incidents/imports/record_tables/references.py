"""Find the records that the cells of a table refer to, by key or by name."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.search.folding import fold
from incidents.actors.models.actors import Actor
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.events.models.incidents import Incident
from incidents.imports.imported_row import Part
from incidents.imports.models import ImportedKey
from incidents.imports.record_tables.cells import HIDDEN_NAME
from incidents.imports.table_cells import CellError

SHOWN = 5  # records that an ambiguous name is said to mean
MOST_LETTERS = 200  # of the name of an actor


class NotYetPlanned(Exception):
    """The record is in a later row of the file."""


class References:
    """The records of a project that cells refer to, and those of the file itself.

    `rows` are records that were looked up before. `pending` and `planned` are about the rows of the
    file: the (model, text) of those that are not planned yet, and the record of each that is.
    """

    def __init__(self, target, actors, rows, *, by):
        self.target, self.actors, self.rows, self.by = target, actors, rows, by
        self.pending, self.planned, self.known = set(), {}, {}

    def find(self, model, text: str):
        """The record that a key, an id or a name means. CellError says why there is none.

        Raises Ambiguous for a name of several actors, NotYetPlanned for a later row of the file.
        """
        text = " ".join(str(text).split())
        for cited in ((model, text), (model, fold(text))):
            if cited in self.planned:
                return self.planned[cited]
            if cited in self.pending:
                raise NotYetPlanned
        if (model, text) not in self.known:
            self.known[model, text] = self._find(model, text)
        return self.known[model, text]

    def _find(self, model, text):
        found = self._loaded(model, text)
        if found is None and (key_of(model), text) not in self.rows.asked:
            found = self._by_id(model, text) or self._by_key(model, text)
        if found is None and is_id(text):
            words = _("No %(noun)s of the project has the id %(id)s. Import it first.")
            raise CellError(words % {"noun": model._meta.verbose_name, "id": text})
        return found or self._by_name(model, text)

    def _loaded(self, model, text):
        """One of the records that were looked up for many rows together."""
        key = self.rows.keys.get((key_of(model), text))
        found = self.rows.records.get((model, str(key.record_id) if key else text))
        return None if getattr(found, "merged_into_id", None) else found

    def stored(self, model, pk):
        """The record of an id, or the one that it was merged into; None if it is not seen."""
        rows = model.objects.visible_to(self.by).filter(pk=pk)
        rows = rows.filter(Q(project=self.target.project) | Q(project=None))
        found = rows.select_related("project").first()
        successor = getattr(found, "merged_into_id", None)
        return self.stored(model, successor) if successor else found

    def _by_id(self, model, text):
        return self.stored(model, text) if is_id(text) else None

    def _by_key(self, model, text):
        mine = {"project": self.target.project, "dataset": self.target.dataset}
        if model is Incident:
            rows = ExternalRecord.objects.filter(**mine, external_id=text)
            pk = rows.values_list("incident", flat=True).first()
        else:
            rows = ImportedKey.objects.filter(**mine, external_id=text, record_type=key_of(model))
            pk = rows.values_list("record_id", flat=True).first()
        return self.stored(model, pk) if pk else None

    def _by_name(self, model, text):
        if model is Actor:
            return self._actor(text)
        title = title_of(model)
        rows = model.objects.visible_to(self.by)
        rows = rows.filter(Q(project=self.target.project) | Q(project=None))
        if is_curated(model):
            rows = rows.exclude(state="withdrawn").filter(merged_into=None)
        found = list(rows.filter(**{f"{title}__iexact": text}).order_by("pk")[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        named = {"noun": model._meta.verbose_name, "name": text[:60]}
        if not found:
            raise CellError(_("The project has no %(noun)s “%(name)s”.") % named)
        named["ids"] = ", ".join(str(each.pk) for each in found[:SHOWN])
        words = _("Several records (%(noun)s) are called “%(name)s”: write the id of one, %(ids)s.")
        raise CellError(words % named)

    def _actor(self, name):
        """The actor of a name; one that the project has not is made, as for incidents."""
        if name == HIDDEN_NAME:
            words = _("The name of a protected person was not exported: write the actor's name.")
            raise CellError(words)
        if len(name) > MOST_LETTERS:
            raise CellError(_("A name has at most %d characters.") % MOST_LETTERS)
        actor = self.actors.of(Part(name, ""))
        if actor.pk in self.actors.batch.made:
            return actor
        return self.stored(Actor, actor.pk)


def is_id(text) -> bool:
    """Whether a text is a UUID, as ids here are."""
    try:
        return bool(UUID(text)) and len(text) == 36
    except ValueError:
        return False


def key_of(model) -> str:
    return kind_of(model).key if is_curated(model) else model._meta.model_name


def title_of(model) -> str:
    """The field by which records of a model are named in a cell."""
    if not is_curated(model):
        return "name"
    title = kind_of(model).title
    return "pk" if title == "__str__" else title
