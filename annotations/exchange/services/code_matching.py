"""Match the codes of a file with those of the project, and make the missing ones in a draft."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations.codebooks.code_paths import paths_of
from annotations.codebooks.models import Code, Codebook
from annotations.codebooks.services import add_code, create_codebook
from annotations.exchange.services.choices import LEFT_OUT, NEW, chosen_codes

LABEL = 80
SLUG = 60


def path_name(path: tuple[str, ...]) -> str:
    """The path of a code as one text, which choices use.

    >>> path_name(("Actor", "Person"))
    'Actor/Person'
    """
    return "/".join(path)


class CodeMatcher:
    """The codes for the paths of a file; `made` counts the new ones, `uses` {path: annotations}."""

    def __init__(self, project, choices, definitions, title, *, by):
        self.project, self.choices, self.title, self.by = project, choices, title, by
        self.definitions = {each.path: each for each in definitions}
        self.chosen = chosen_codes(choices, by=by, project=project)
        self.known = self._known()
        self.made, self.uses, self.draft = {}, {}, None

    def _known(self):
        """{path in small letters: code} of the project's codebook; a unique last name is enough."""
        book = Codebook.objects.visible_to(self.by).default_for(self.project)
        if book is None:
            return {}
        codes = list(book.codes.all())
        found, single = {}, {}
        for pk, path in paths_of(codes).items():
            found[tuple(name.casefold() for name in path)] = pk
            single.setdefault(path[-1].casefold(), []).append(pk)
        found |= {(name,): pks[0] for name, pks in single.items() if len(pks) == 1} | found
        rows = {code.pk: code for code in codes}
        return {path: rows[pk] for path, pk in found.items() if rows[pk].is_codable}

    def take_definitions(self):
        """Make the codes that a codebook without texts defines, unless they are here already."""
        for path in self.definitions:
            self.code_of(path, uses=0)

    def code_of(self, path, uses=1):
        """The code for annotations with that path; None for () and for what is left out."""
        if not path:
            return None
        name = path_name(path)
        self.uses[path] = self.uses.get(path, 0) + uses
        wanted = self.choices.codes.get(name)
        if wanted == LEFT_OUT:
            return None
        if name in self.chosen:
            return self.chosen[name]
        known = self.known.get(tuple(each.casefold() for each in path))
        return known if known and wanted != NEW else self._made(path)

    def _made(self, path):
        if path not in self.made:
            parent = self._made(path[:-1]) if len(path) > 1 else None
            if self.draft is None:
                self.draft = self._new_draft()
            defined = self.definitions.get(path)
            self.made[path] = add_code(
                by=self.by,
                codebook=self.draft,
                parent=parent,
                slug=self._slug(path[-1]),
                label=path[-1].strip()[:LABEL] or _("without name"),
                definition=defined.description if defined else "",
                sort=len(self.made) + 1,
            )
        return self.made[path]

    def _slug(self, name):
        start = slugify(name)[: SLUG - 6] or "code"
        taken = set(Code.objects.filter(codebook=self.draft).values_list("slug", flat=True))
        found, number = start, 1
        while found in taken:
            number += 1
            found = f"{start}-{number}"
        return found

    def _new_draft(self):
        start = slugify(self.title)[: SLUG - 6] or "imported"
        taken = set(Codebook.objects.filter(project=self.project).values_list("slug", flat=True))
        slug, number = start, 1
        while slug in taken:
            number += 1
            slug = f"{start}-{number}"
        title = self.title[:200] or _("Imported codes")
        return create_codebook(by=self.by, project=self.project, slug=slug, title=title)

    def summary(self):
        """[{"path", "annotations", "code", "label", "made"}] of each path that was met."""
        rows = []
        for path, number in sorted(self.uses.items()):
            name = path_name(path)
            wanted = self.choices.codes.get(name)
            code = self.chosen.get(name) or self.known.get(tuple(n.casefold() for n in path))
            made = path in self.made
            row = {"path": name, "annotations": number, "made": made, "code": None, "label": ""}
            if not made and code and wanted != LEFT_OUT:
                row |= {"code": str(code.pk), "label": code.label}
            rows.append(row)
        return rows
