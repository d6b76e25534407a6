"""Pages that join both apps, `annotations` and `incidents`."""
