"""What the views of proposals and revisions have in common."""


class AboutRecordMixin:
    """One row is found by the rule of the kind of record that it is about."""

    def shown(self):
        if not self.detail:
            return super().shown()
        return self.model.objects.filter(pk=self.kwargs["pk"]).seen_by(self.request.user)
