"""Forms of what has a marking."""


class KeepsMarking:
    """A form that is sent without a marking leaves the one there is: silence lowers nothing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "marking" in self.fields:
            self.fields["marking"].required = False

    def clean_marking(self):
        return self.cleaned_data["marking"] or self.instance.marking
