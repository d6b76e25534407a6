"""Which of the project's actors a name in a file means; new ones are made once."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.folding import fold
from incidents.models import Actor
from incidents.stated import Part


class Ambiguous(ValueError):
    """Several actors bear the name; somebody has to say which is meant.

    `choices` are (id, name) of those that may be.
    """

    def __init__(self, name, found: dict):
        self.name, self.choices = name, sorted(found.items(), key=lambda each: each[1])
        actors = _(" or ").join(name for _id, name in self.choices)
        words = _("“%(name)s” may be %(actors)s. Say which is meant.")
        super().__init__(words % {"name": name, "actors": actors})


class Actors:
    """The project's actors by their names; `chosen` ({name: id}) says who is meant by which."""

    def __init__(self, project, batch, chosen=None):
        self.project, self.batch = project, batch
        self.names, self.aliases, self.rows, self.made = {}, {}, {}, 0
        self.ucdp = {}
        self.chosen = {fold(name): str(pk) for name, pk in (chosen or {}).items()}
        rows = in_force(Actor, project, batch.act.by)
        columns = ("pk", "name", "other_names", "ucdp_actor_id", "merged_into")
        for pk, name, others, ucdp_id, successor in rows.values_list(*columns):
            pk = successor or pk
            self.rows.setdefault(str(pk), Actor(pk=pk))
            if ucdp_id is not None:
                self.ucdp.setdefault(ucdp_id, str(pk))
            self.names.setdefault(fold(name), {})[str(pk)] = name
            for other in others:
                self.aliases.setdefault(fold(other), {})[str(pk)] = name

    def of(self, part: Part) -> Actor:
        """As chosen, else by its number in UCDP, its own name, another name, or a new one."""
        name = fold(part.actor)
        if self.chosen.get(name) in self.rows:
            return self.rows[self.chosen[name]]
        if part.ucdp_id in self.ucdp:
            return self.rows[self.ucdp[part.ucdp_id]]
        found = self.names.get(name) or self.aliases.get(name) or {}
        if len(found) > 1:
            raise Ambiguous(part.actor, found)
        return self.rows[next(iter(found))] if found else self._make(name, part)

    def _make(self, name, part):
        values = {"project": self.project, "name": part.actor, "kind": part.actor_kind}
        values["ucdp_actor_id"] = part.ucdp_id
        actor = self.batch.add(Actor, values)
        if part.ucdp_id is not None:
            self.ucdp[part.ucdp_id] = str(actor.pk)
        self.rows[str(actor.pk)], self.names[name] = actor, {str(actor.pk): part.actor}
        self.made += 1
        return actor


def in_force(model, project, by):
    """What the person sees of the project's and the shared rows, without the withdrawn."""
    rows = model.objects.visible_to(by).filter(Q(project=project) | Q(project=None))
    return rows.exclude(state="withdrawn")
