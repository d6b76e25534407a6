"""Admin lists of rows that are about records of many types."""

from django.contrib.admin.views.main import ChangeList

from ctplatform.curation.queries.targets import with_targets


class TargetList(ChangeList):
    """A page of rows and the records that they are about, with one query per record type."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = with_targets(self.result_list)
