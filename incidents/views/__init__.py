"""The register's pages. Thin: filters select, services write, templates say."""
