"""Annotations over the W3C Web Annotation Protocol.

https://www.w3.org/TR/annotation-protocol/: the list is the container, each annotation a resource.
At the addresses of the API, JSON-LD is answered to clients that ask for it or send it; the same
container is at addresses of its own, where there is nothing else (docs/decisions/0178 and 0188).
"""

import hashlib

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotations.annotations.api import (
    AnnotationRowsViewSet,
    AnnotationSerializer,
    AnnotationViewSet,
)
from annotations.annotations.models import limit_excerpts
from annotations.exchange.api.containers import LDP, AnnotationContainer
from annotations.exchange.api.negotiation import (
    PROFILE,
    WebAnnotationNegotiation,
    WebAnnotationParser,
    WebAnnotationRenderer,
    sends_json_ld,
)
from annotations.exchange.api.request_bodies import (
    check_kept,
    check_new,
    names_of,
    read_body,
    with_origin,
)
from annotations.exchange.services.stated_annotations import annotate_as_stated, place
from annotations.links.formats.for_one_reader import CONTEXTS, web_annotations
from ctplatform.rest.renderers import JSONRenderer
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import StrictJSONParser
from ctplatform.rest.requests.preconditions import check_match

TYPED = f'<{LDP}Resource>; rel="type"'
CONSTRAINED = f'<http://www.w3.org/TR/annotation-protocol/>; rel="{LDP}constrainedBy"'
CONTAINER = f'<{LDP}BasicContainer>; rel="type", {CONSTRAINED}'
READ = ("list", "retrieve")
IRIS = OpenApiParameter(
    "iris", str, enum=["0", "1"],
    description="Of JSON-LD only: 1 for the addresses of annotations alone.",
)  # fmt: skip
CURSOR = OpenApiParameter("cursor", str, description="A page, as the container names it.")
PAGE_SIZE = OpenApiParameter("page_size", int, description="Annotations on a page.")
ONE_OR_SEVERAL = PolymorphicProxySerializer(
    "AnnotationOrList",
    [AnnotationSerializer(), AnnotationSerializer(many=True)],
    resource_type_field_name=None,
    many=False,
)
CREATED_ANSWER = PolymorphicProxySerializer(
    "AnnotationsMade",
    [AnnotationSerializer(), AnnotationSerializer(many=True)],
    resource_type_field_name=None,
    many=False,
)


class ProtocolMixin:
    """Mixin for a viewset of annotations, which answers to clients of the protocol too.

    `noun` is the address of the container below that of the API.
    """

    noun = "annotations"
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options"]
    renderer_classes = [JSONRenderer, WebAnnotationRenderer]
    parser_classes = [StrictJSONParser, WebAnnotationParser]
    content_negotiation_class = WebAnnotationNegotiation

    @property
    def extra_parameters(self):
        return ("iris",) if self.action == "list" else super().extra_parameters

    @property
    def other_media_types(self):
        """The media types of answers beside JSON, for the schema."""
        return [PROFILE] if self.action in (*READ, "create", "update") else []

    def get_renderers(self):
        """JSON-LD where annotations are read, and where they are sent as such."""
        json, json_ld = super().get_renderers()
        if getattr(self, "swagger_fake_view", False):
            return [json]
        action = getattr(self, "action", None)
        takes = action in (*READ, "update", "destroy", "metadata")
        takes |= action == "create" and sends_json_ld(self.request)
        return [json, json_ld] if takes else [json]

    def get_parsers(self):
        """JSON-LD for a new annotation, and nothing else for a new state of one."""
        json, json_ld = super().get_parsers()
        action = getattr(self, "action", None) or self._action_of_method()
        return {"create": [json, json_ld], "update": [json_ld]}.get(action, [json])

    def _action_of_method(self):
        method = self.request.method.lower() if self.request else ""
        return (getattr(self, "action_map", None) or {}).get(method)

    @property
    def default_response_headers(self):
        """With the links that the protocol asks for, on every answer."""
        found = super().default_response_headers
        if self.detail and self.action in ("retrieve", "update", "metadata"):
            found["Link"] = TYPED
        elif not self.detail and self.action in ("list", "create", "metadata"):
            found |= {"Link": CONTAINER, "Accept-Post": f"{PROFILE}, {JSONRenderer.media_type}"}
        return found

    @property
    def answers_json_ld(self) -> bool:
        """Whether the answer is a Web Annotation or a container of them."""
        chosen = getattr(self.request, "accepted_renderer", None)
        return isinstance(chosen, WebAnnotationRenderer)

    @extend_schema(parameters=[IRIS])
    def list(self, request, *args, **kwargs):
        """List annotations; with `Accept: application/ld+json`, a container of Web Annotations."""
        if not self.answers_json_ld:
            if request.query_params.get("iris"):
                raise ValidationError({"?iris": "Only for Accept: application/ld+json."})
            return super().list(request, *args, **kwargs)
        return self.container(self.filter_queryset(self.get_queryset()))

    def container(self, rows):
        """The container or a page of it, with the headers of the protocol."""
        found = AnnotationContainer(self.request, self, rows)
        data = found.document()
        response = Response(data)
        response["Content-Location"] = data["id"]
        response["Vary"] = "Accept, Prefer"
        if found.preferences.in_header:
            response["Preference-Applied"] = "return=representation"
        content = self.request.accepted_renderer.render(data)
        response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        return response

    def retrieve(self, request, *args, **kwargs):
        """Read an annotation; with `Accept: application/ld+json`, as a Web Annotation."""
        return super().retrieve(request, *args, **kwargs)

    def tagged(self, record, code=status.HTTP_200_OK, data=None):
        if data is None and self.answers_json_ld:
            data = self.described(record)
        return super().tagged(record, code, data)

    def described(self, record) -> dict:
        """The annotation as JSON-LD, for this user."""
        limit_excerpts([record], self.request.user)
        (found,) = web_annotations([record], self.root, self.request.user, self.noun)
        return {"@context": CONTEXTS, **found}

    @property
    def root(self):
        return self.request.build_absolute_uri("/api/v1/")

    # The schema names JSON alone: generated clients tell bodies of several media types apart by
    # their Python types, which a union of one and several has not.
    @extend_schema(request={"application/json": ONE_OR_SEVERAL}, responses={201: CREATED_ANSWER})
    def create(self, request, *args, **kwargs):
        """Annotate: one passage or a list of them as JSON, or one Web Annotation as JSON-LD."""
        if sends_json_ld(request):
            return self.create_stated(request)
        return super().create(request, *args, **kwargs)

    @idempotent
    def create_stated(self, request):
        """Store a Web Annotation, with its code, note, certainty and links."""
        stated, address, code = read_body(request.data)
        user = request.user
        check_new(stated, user)
        stated = with_origin(stated, request.data, self.root)
        placed = place(stated, address, code, by=user)
        record = self.reread(annotate_as_stated(placed, by=user))
        response = self.tagged(record, status.HTTP_201_CREATED)
        response["Location"] = f"{self.root}{self.noun}/{record.pk}/"
        return response

    @extend_schema(request={PROFILE: OpenApiTypes.OBJECT})
    def update(self, request, *args, **kwargs):
        """Replace an annotation by a new state of it, a Web Annotation as JSON-LD."""
        record = self.get_object()
        self.check_write(record)
        version = check_match(request, record)
        stated, address, code = read_body(request.data)
        current, _address, _code = read_body(self.described(record))
        check_kept(stated, current, names_of(record.author) if record.author else set())
        placed = place(stated, address, code, by=request.user)
        if placed.version.pk != record.article_version_id:
            raise ValidationError({"target": "An annotation stays with its text."})
        values = placed.values
        return self.updated(self.perform_update(record, values, version))

    def options(self, request, *args, **kwargs):
        """The methods of the container or of an annotation."""
        if self.detail:
            self.get_object()
        return Response(status=status.HTTP_204_NO_CONTENT)


class WebAnnotationViewSet(ProtocolMixin, AnnotationViewSet):
    """Annotations, as JSON and as W3C Web Annotations. POST takes one, or a list that is stored as
    a whole or not at all."""


class AnnotationContainerViewSet(ProtocolMixin, AnnotationRowsViewSet):
    """Annotations by the W3C Web Annotation Protocol alone: all answers are JSON-LD.

    A client that accepts other media types only gets 406.
    """

    noun = "web-annotations"
    is_answered_whole = True  # for the schema: shown, not kept as a file
    http_method_names = ["get", "post", "put", "delete", "head", "options"]

    @property
    def other_media_types(self):
        return []

    def get_renderers(self):
        return [WebAnnotationRenderer()]

    def get_parsers(self):
        """JSON-LD for an annotation; a deletion has no body, and one in JSON is refused."""
        action = getattr(self, "action", None) or self._action_of_method()
        return [StrictJSONParser() if action == "destroy" else WebAnnotationParser()]

    @property
    def default_response_headers(self):
        found = super().default_response_headers
        if "Accept-Post" in found:
            found["Accept-Post"] = PROFILE
        return found

    @extend_schema(
        "web_annotations_list",
        [IRIS, CURSOR, PAGE_SIZE],
        filters=True,
        responses=OpenApiTypes.OBJECT,
    )
    def list(self, request, *args, **kwargs):
        """Read the container of Web Annotations, or a page of it."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request, *args, **kwargs):
        """Read a Web Annotation."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def create(self, request, *args, **kwargs):
        """Annotate: send a Web Annotation."""
        return super().create(request, *args, **kwargs)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def update(self, request, *args, **kwargs):
        """Replace a Web Annotation by a new state of it."""
        return super().update(request, *args, **kwargs)
