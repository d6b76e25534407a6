"""Settings of drf-spectacular, which makes the API's schema and its page."""

from ctplatform.configuration.api_enum_names import API_ENUM_NAMES
from ctplatform.configuration.api_tags import GROUPS_EXTENSION, TAGS

API_SCHEMA = {
    "TITLE": "ctplatform",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Read, annotate, record and judge.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": API_ENUM_NAMES,
    "TAGS": TAGS,
    "EXTENSIONS_ROOT": GROUPS_EXTENSION,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "ctplatform.rest.schema.components.add_shared_components",
        "ctplatform.rest.schema.enums.name_enums_once",
        "ctplatform.rest.schema.examples.add_examples",
    ],
    **dict.fromkeys(["SWAGGER_UI_DIST", "SWAGGER_UI_FAVICON_HREF", "REDOC_DIST"], "SIDECAR"),
}
