"""Content negotiation between the JSON of the API and the JSON-LD of Web Annotations."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

from ctplatform.rest.renderers import JSONRenderer
from ctplatform.rest.requests.parsing import StrictJSONParser

JSON_LD = "application/ld+json"
PROFILE = f'{JSON_LD}; profile="http://www.w3.org/ns/anno.jsonld"'


class WebAnnotationRenderer(JSONRenderer):
    """Renders what is JSON-LD already."""

    media_type = PROFILE
    format = "web_annotation"


class WebAnnotationParser(StrictJSONParser):
    """Parses JSON-LD like other JSON."""

    media_type = JSON_LD


class WebAnnotationNegotiation(DefaultContentNegotiation):
    """JSON-LD for clients that ask for it or send it; otherwise what the address has, first JSON.

    A client that accepts both equally gets what it names first. Any profile is taken.
    """

    def select_renderer(self, request, renderers, format_suffix=None):
        known = {each.media_type.partition(";")[0]: each for each in renderers}
        for accepted in request.accepted_types:
            name = f"{accepted.main_type}/{accepted.sub_type}"
            if name in known:
                return known[name], known[name].media_type
            if name in ("*/*", "application/*"):
                sent = sends_json_ld(request) and JSON_LD in known
                usual = known.get(JSONRenderer.media_type, renderers[0])
                chosen = known[JSON_LD] if sent else usual
                return chosen, chosen.media_type
        message = _("Accept %(media_types)s.") % {"media_types": _(" or ").join(known)}
        raise NotAcceptable(message, available_renderers=renderers)


def sends_json_ld(request) -> bool:
    """Whether the body of a request is JSON-LD."""
    return request.content_type.partition(";")[0].strip().lower() == JSON_LD
