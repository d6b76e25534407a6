"""The action {incidents,actors,...}/facets/: how many rows each choice of a filter would leave."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from incidents.records.queries.facets import count_facets


class FacetsMixin:
    """Adds `facets/` to a viewset whose filter set has `facets`."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, pagination_class=None)
    def facets(self, request):
        """Count the values of each facet: `total`, and the values, the most frequent first.

        For incidents there is also `kinds`: `total` by kind of record, of which only `event` counts
        events. `within` says which definition of a region is used, if one is.
        A facet is counted under all filters but its own; null stands for values that are not coded.
        """
        self.filter_queryset(self.get_queryset())  # refuses what no filter knows
        total, counts = count_facets(
            self.rows_for,
            request.query_params,
            self.filterset_class.facets,
            self.filterset_class.counts_beside(request.user),
        )
        found = {
            name: [{"value": value, "count": n} for value, n in values.most_common()]
            for name, values in counts.items()
        }
        answer = {"total": total, "facets": found}
        answer |= self.more_about_facets(counts)
        asked = self.filterset_class(
            request.query_params, self.model.objects.none(), request=request
        )
        if hasattr(asked, "definitions") and asked.is_valid() and (words := asked.definitions()):
            answer["within"] = words
        return Response(answer)

    def more_about_facets(self, counts) -> dict:
        """What a viewset adds to the answer; `counts` is {facet: Counter of its values}."""
        return {}

    def rows_for(self, query):
        """The visible rows that match a query string."""
        rows = self.model.objects.visible_to(self.request.user)
        return self.filterset_class(query, rows, request=self.request).qs
