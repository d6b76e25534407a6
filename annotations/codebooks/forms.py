"""Forms of codebooks and codes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from annotations.codebooks.models import Code, Codebook
from ctplatform.web.changed_fields import SendsChanges


class CodebookForm(SendsChanges, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    class Meta:
        model = Codebook
        fields = ["title", "slug", "edition", "description"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }
        help_texts = {
            "slug": _("Latin letters, digits and hyphens; the same in every edition."),
            "edition": _("Together with the name it is used once in a project: 1.0, 1.1, 2.0."),
        }


class CodeForm(SendsChanges, forms.ModelForm):
    """One code of a draft. A code with a parent takes the parent's colour."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Code
        fields = [
            "label",
            "slug",
            "parent",
            "key",
            "definition",
            "guidance",
            "is_codable",
            "colour",
            "sort",
        ]
        widgets = {
            "label": forms.TextInput(attrs={"dir": "auto"}),
            "definition": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "guidance": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }
        labels = {"parent": _("Parent code"), "sort": _("Position in the list")}
        help_texts = {
            "slug": _("Left empty, it is made of the label. Exports use it."),
            "key": _(
                "A letter that chooses it on the reading page once its family is chosen. L, F, "
                "S, G and C lead to parts of the panel: a code with one of them gets another. "
                "Families are numbered by their place."
            ),
            "guidance": _("What belongs here, what does not, and where that goes instead."),
            "colour": _("For a top-level code; its child codes share it."),
            "is_codable": _("Without it the code only groups others."),
        }

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = book
        self.fields["version"].initial = self.instance.version
        others = book.codes.exclude(pk=self.instance.pk).order_by("sort", "id")
        self.fields["parent"].queryset = others
        self.fields["parent"].empty_label = _("none: a top-level code")
        self.fields["slug"].required = self.fields["sort"].required = False

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("label", ""))[:60]
        if not slug:
            raise ValidationError(_("Write one; the label has no Latin letters to make it of."))
        if self.book.codes.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another code of this codebook has this name."))
        return slug

    def clean_sort(self):
        sort = self.cleaned_data["sort"]
        return self.book.codes.count() if sort is None else sort

    def values(self):
        """The values for the services; a child's colour is its parent's."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if values["parent"]:
            values["colour"] = values["parent"].colour
        return values

    def changes(self):
        """The values that were changed; with a new parent also the colour."""
        values = self.values()
        changed = self.changed(values)
        return changed | {"colour": values["colour"]} if "parent" in changed else changed
