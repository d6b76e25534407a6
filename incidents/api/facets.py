"""{incidents,actors,...}/facets/: how many rows each choice of a filter would leave."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from incidents.aggregates.facets import count_facets


class FacetsMixin:
    """For a viewset whose filter set has `facets`."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, pagination_class=None)
    def facets(self, request):
        """`total`, and for each facet its values with their counts, the most frequent first.

        A facet is counted under all filters but its own; null is what is not coded.
        """
        self.filter_queryset(self.get_queryset())  # refuses what no filter knows
        total, counts = count_facets(
            self.rows_for, request.query_params, self.filterset_class.facets
        )
        found = {
            name: [{"value": value, "count": n} for value, n in values.most_common()]
            for name, values in counts.items()
        }
        return Response({"total": total, "facets": found})

    def rows_for(self, query):
        """The rows that a query string leaves."""
        rows = self.model.objects.visible_to(self.request.user)
        return self.filterset_class(query, rows).qs
