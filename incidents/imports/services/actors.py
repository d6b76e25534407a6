"""Find the project's actors by the names in a file; each new actor is created once."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.search.folding import fold
from incidents.actors.models.actors import Actor
from incidents.countries import countries
from incidents.imports.imported_row import Part


class Ambiguous(ValueError):
    """Several actors have the name, and the user has to choose one.

    `choices` are their (id, name). `field` is the field whose cell has the name, if it is known.
    """

    field = ""

    def __init__(self, name, found: dict):
        self.name, self.choices = name, sorted(found.items(), key=lambda each: each[1])
        actors = _(" or ").join(name for _id, name in self.choices)
        words = _("“%(name)s” may be %(actors)s. Say which is meant.")
        super().__init__(words % {"name": name, "actors": actors})


class Actors:
    """The project's actors by name; `chosen` ({name: id}) settles ambiguous names."""

    def __init__(self, project, batch, chosen=None):
        self.project, self.batch = project, batch
        self.names, self.aliases, self.rows, self.made = {}, {}, {}, 0
        self.ucdp, self.number_of, self.distinguished = {}, {}, {}
        self.chosen = {fold(name): str(pk) for name, pk in (chosen or {}).items()}
        rows = in_force(Actor, project, batch.act.by)
        columns = ("pk", "name", "other_names", "ucdp_actor_id", "merged_into")
        for pk, name, others, ucdp_id, successor in rows.values_list(*columns):
            pk = successor or pk
            self.rows.setdefault(str(pk), Actor(pk=pk))
            if ucdp_id is not None:
                self.ucdp.setdefault(ucdp_id, str(pk))
                self.number_of.setdefault(str(pk), ucdp_id)
            self.names.setdefault(fold(name), {})[str(pk)] = name
            for other in others:
                self.aliases.setdefault(fold(other), {})[str(pk)] = name

    def of(self, part: Part) -> Actor:
        """The actor that `find` finds, else a new one."""
        return self.find(part) or self._make(fold(part.actor), part)

    def find(self, part: Part) -> Actor | None:
        """The chosen actor, else one by UCDP number, main name or other name; None for none.

        Raises Ambiguous where several have the name.
        """
        name, number = fold(part.actor), part.ucdp_id
        if self.chosen.get(name) in self.rows:
            return self.rows[self.chosen[name]]
        if number in self.ucdp:
            return self.rows[self.ucdp[number]]
        found = self._named(self.names, name, number) or self._named(self.aliases, name, number)
        if len(found) > 1:
            raise Ambiguous(part.actor, self._distinguished(found))
        if not found:
            return None
        pk = next(iter(found))
        self._keep_number(pk, number)
        return self.rows[pk]

    def _named(self, by_name, name, number):
        """{id: name} of the actors with this name, without those of another UCDP number.

        UCDP has actors that share a name but have different numbers (UCK in Serbia and in
        Macedonia).
        """
        found = by_name.get(name, {})
        if number is None:
            return found
        return {
            pk: words for pk, words in found.items() if self.number_of.get(pk, number) == number
        }

    def _distinguished(self, found):
        """{id: name}, with what tells actors of one name apart."""
        asked = tuple(sorted(found))
        if asked not in self.distinguished:
            stored = Actor.objects.in_bulk([pk for pk in found if pk not in self.batch.made])
            rows = {str(pk): row for pk, row in stored.items()}
            words = {
                pk: _with_details(name, rows.get(pk), self.number_of.get(pk))
                if _is_shared(name, found)
                else name
                for pk, name in found.items()
            }
            self.distinguished[asked] = {
                pk: f"{text} …{pk[-6:]}" if _is_shared(text, words) else text
                for pk, text in words.items()
            }
        return self.distinguished[asked]

    def _keep_number(self, pk, number):
        if number is not None:
            self.ucdp.setdefault(number, pk)
            self.number_of.setdefault(pk, number)

    def _make(self, name, part):
        values = {"project": self.project, "name": part.actor, "kind": part.actor_kind}
        values["ucdp_actor_id"] = part.ucdp_id
        actor = self.batch.add(Actor, values)
        self._keep_number(str(actor.pk), part.ucdp_id)
        self.rows[str(actor.pk)] = actor
        self.names.setdefault(name, {})[str(actor.pk)] = part.actor
        self.made += 1
        return actor


def _is_shared(text, texts) -> bool:
    return list(texts.values()).count(text) > 1


def _with_details(name, actor, number) -> str:
    """The name of an actor with its UCDP number, country and dates, as far as they are known."""
    details = [_("UCDP actor %d") % number] if number is not None else []
    if actor is not None:
        details += filter(None, [countries.name_of(actor.country), actor.active])
    return f"{name} ({', '.join(map(str, details))})" if details else name


def in_force(model, project, by):
    """Rows of the project and shared rows that the user sees, without withdrawn ones."""
    rows = model.objects.visible_to(by).filter(Q(project=project) | Q(project=None))
    return rows.exclude(state="withdrawn")
