"""Which of the project's actors a name in a file means; new ones are made once."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.folding import fold
from incidents.models import Actor
from incidents.stated import Part


class Ambiguous(ValueError):
    """Several actors bear the name; somebody has to say which is meant."""


class Actors:
    """The project's actors by their names; `chosen` ({name: id}) says who is meant by which."""

    def __init__(self, project, batch, chosen=None):
        self.project, self.batch = project, batch
        self.names, self.aliases, self.rows, self.made = {}, {}, {}, 0
        self.chosen = {fold(name): str(pk) for name, pk in (chosen or {}).items()}
        rows = in_force(Actor, project, batch.act.by)
        for pk, name, others, successor in rows.values_list(
            "pk", "name", "other_names", "merged_into"
        ):
            pk = successor or pk
            self.rows.setdefault(str(pk), Actor(pk=pk))
            self.names.setdefault(fold(name), {})[str(pk)] = name
            for other in others:
                self.aliases.setdefault(fold(other), {})[str(pk)] = name

    def of(self, part: Part) -> Actor:
        """The actor of that name: as chosen, by its own name, by another name, or a new one."""
        name = fold(part.actor)
        if self.chosen.get(name) in self.rows:
            return self.rows[self.chosen[name]]
        found = self.names.get(name) or self.aliases.get(name) or {}
        if len(found) > 1:
            raise Ambiguous(
                _("“%(name)s” may be %(actors)s. Say which is meant.")
                % {"name": part.actor, "actors": _(" or ").join(sorted(set(found.values())))}
            )
        return self.rows[next(iter(found))] if found else self._make(name, part)

    def _make(self, name, part):
        values = {"project": self.project, "name": part.actor, "kind": part.actor_kind}
        actor = self.batch.add(Actor, values)
        self.rows[str(actor.pk)], self.names[name] = actor, {str(actor.pk): part.actor}
        self.made += 1
        return actor


def in_force(model, project, by):
    """What the person sees of the project's and the shared rows, without the withdrawn."""
    rows = model.objects.visible_to(by).filter(Q(project=project) | Q(project=None))
    return rows.exclude(state="withdrawn")
