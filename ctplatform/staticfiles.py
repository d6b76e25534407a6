from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; relative imports between our ES modules are rewritten too.

    Without a collected manifest (tests, development) URLs stay plain and the finders serve them.
    """

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name):
        if not self.hashed_files:
            return name
        return super().stored_name(name)
