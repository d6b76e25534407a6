from pathlib import Path

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ctplatform.web.bundles import MODULES, SHEETS, make_bundles


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; relative imports between our ES modules are rewritten too.

    Without a collected manifest (tests, development) URLs stay unhashed and finders serve them.
    """

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name):
        if not self.hashed_files:
            return name
        return super().stored_name(name)

    def post_process(self, paths, dry_run=False, **options):
        """Hash the bundles together with the files that they are made of."""
        if not dry_run and {*MODULES, *sum(SHEETS.values(), ())} <= paths.keys():
            paths = paths | {name: (self, name) for name in make_bundles(Path(self.location))}
        yield from super().post_process(paths, dry_run, **options)

    def sheets(self, bundle) -> list[str]:
        """The URLs of a bundle of style sheets, or of each sheet if it was not bundled."""
        return [self.url(each) for each in ([bundle] if self.has(bundle) else SHEETS[bundle])]

    def module(self, name) -> str:
        """The URL of a module's bundle, or of the module if it was not bundled."""
        return self.url(MODULES[name] if self.has(MODULES[name]) else name)

    def has(self, bundle) -> bool:
        return self.clean_name(bundle) in self.hashed_files

    def create_compressor(self, **options):
        """Gzip only: Brotli would save 10 % more bytes, but adds ten seconds to the set-up."""
        return Compressor(use_brotli=False, **options)
