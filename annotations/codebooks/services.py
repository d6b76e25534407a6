from collections import deque
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from annotations.codebooks.models import Code, Codebook
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import Conflict, StaleVersion


@transaction.atomic
def create_codebook(*, by, project, slug, title, copied_from=None, **values):
    """Create a draft codebook, empty or with the codes of another."""
    require_role(by, project, Role.EDITOR)
    book = Codebook(
        project=project, slug=slug, title=title, copied_from=copied_from, created_by=by, **values
    )
    book.full_clean()
    book.save()
    if copied_from is not None:
        copy_codes(copied_from, book, by=by)
    return book


def copy_codes(source, target, *, by):
    """Copy the codes of `source` to `target`, parents first, with the same guids."""
    new = {}
    for code in _parents_first(source.codes.all()):
        old, code.pk = code.pk, uuid7()
        code._state.adding = True
        code.codebook, code.created_by, code.version = target, by, 1
        code.parent_id = new.get(code.parent_id)
        code.save()
        new[old] = code.pk


def _parents_first(codes):
    below = {}
    for code in codes:
        below.setdefault(code.parent_id, []).append(code)
    waiting = deque(below.get(None, ()))
    while waiting:
        code = waiting.popleft()
        waiting.extend(below.get(code.pk, ()))
        yield code


def _draft(book, by):
    """Lock the codebook for a change; raise an error if it is shared or published."""
    book = Codebook.objects.select_for_update(of=("self",)).get(pk=book.pk)
    require_role(by, book.project, Role.EDITOR)
    if book.state == Codebook.State.PUBLISHED:
        raise Conflict(_("A published codebook is frozen; copy it to change it."))
    return book


@transaction.atomic
def change_codebook(book, values, *, by, expected_version=None):
    """Change a draft's title, description or edition."""
    book = _draft(book, by)
    if expected_version not in (None, book.version):
        raise StaleVersion
    before = columns_of(book)
    for name in ("slug", "title", "description", "edition"):
        if name in values:
            setattr(book, name, values[name])
    book.full_clean()
    if columns_of(book) == before:
        return book
    book.version += 1
    book.save()
    return book


@transaction.atomic
def publish_codebook(book, *, by):
    """Publish a draft, which freezes it. It needs at least one code for use on text."""
    book = _draft(book, by)
    if not book.codes.filter(is_codable=True).exists():
        raise ValidationError(_("A codebook needs at least one code that may be used on text."))
    book.state = Codebook.State.PUBLISHED
    book.version += 1
    book.save()
    return book


@transaction.atomic
def delete_codebook(book, *, by, expected_version=None):
    """Delete a draft whose codes have not been used."""
    book = _draft(book, by)
    if expected_version not in (None, book.version):
        raise StaleVersion
    _refuse_codes_in_use(book.codes.all())
    book.codes.update(parent=None)
    book.delete()


@transaction.atomic
def add_code(*, by, codebook, **values):
    """Add a code to a draft."""
    book = _draft(codebook, by)
    code = Code(codebook=book, created_by=by, **values)
    if code.parent and "colour" not in values:
        code.colour = code.parent.colour
    code.full_clean()
    code.save()
    return code


@transaction.atomic
def change_code(code, values, *, by, expected_version=None):
    """Change a code of a draft."""
    book = _draft(code.codebook, by)
    code = Code.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if expected_version not in (None, code.version):
        raise StaleVersion
    before = columns_of(code)
    for name, value in values.items():
        setattr(code, name, value)
    code.codebook = book
    code.full_clean()
    if columns_of(code) == before:
        return code
    code.version += 1
    code.save()
    _spread_colour(code)
    return code


def _spread_colour(code):
    """Give the colour of a code to its descendants."""
    for child in code.children.exclude(colour=code.colour):
        child.colour, child.version = code.colour, child.version + 1
        child.save()
        _spread_colour(child)


@transaction.atomic
def delete_code(code, *, by, expected_version=None):
    """Delete an unused code without children from a draft."""
    _draft(code.codebook, by)
    if expected_version not in (None, code.version):
        raise StaleVersion
    _refuse_codes_in_use([code])
    try:
        code.delete()
    except ProtectedError as error:
        raise Conflict(_("This code has child codes; move or delete them first.")) from error


@transaction.atomic
def install_codebook(content):
    """Create a shared, published codebook for all projects; return whether it was new.

    `content` has slug, title, edition, description and `codes`, each with its own `codes` below it
    (annotations/data/iskp_core.json). An existing edition stays unchanged, because annotations use
    it: changes need a new edition. Only set-up commands call this.
    """
    content = dict(content)
    tree = content.pop("codes")
    if Codebook.objects.filter(
        project=None, slug=content["slug"], edition=content["edition"]
    ).exists():
        return False
    book = Codebook(project=None, state=Codebook.State.PUBLISHED, **content)
    book.full_clean()
    book.save()
    _install_codes(book, tree, None)
    return True


def _install_codes(book, tree, parent):
    """Create codes in the order of the file, with guids from their names: the same everywhere."""
    for values in tree:
        values = {"colour": parent.colour if parent else "graphite", **values}
        below = values.pop("codes", ())
        name = f"ctplatform:{book.slug}/{values['slug']}"
        code = Code(codebook=book, parent=parent, guid=uuid5(NAMESPACE_URL, name), **values)
        code.is_codable, code.sort = not below, book.codes.count()
        code.full_clean()
        code.save()
        _install_codes(book, below, code)


def _refuse_codes_in_use(codes):
    rows = Code.objects.filter(pk__in=[code.pk for code in codes])
    if used := rows.aggregate(n=Count("annotations"))["n"]:
        raise Conflict(_("%(count)d annotations use it.") % {"count": used})
    if used := rows.aggregate(n=Count("relations"))["n"]:
        raise Conflict(_("%(count)d relations of annotations use it.") % {"count": used})
