"""The register over HTTP: serializers, filters, viewsets. The roof's router names the addresses."""
