"""URLs of links from passages to records."""

from django.urls import path

from annotations.links.views import choosing, finding, suggesting, weights

urlpatterns = [
    path("passages/find/", finding.find_passage, name="find-passage"),
    path("links/suggested/", suggesting.suggested, name="link-suggested"),
    path("links/rows/", choosing.field_rows, name="link-rows"),
    path("links/compared/", choosing.compared, name="link-compared"),
    path("links/<uuid:pk>/grade/", weights.grade_link, name="link-grade"),
    path("links/<uuid:pk>/choose/", choosing.choose, name="link-choose"),
]
