"""Reports: pages that are composed of text, quotes, charts, tables and assessments."""
