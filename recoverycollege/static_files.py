"""Static files under names that change with their content, so browsers may keep them for ever."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Addresses inside styles are renamed too, but not those of source maps: packages name maps in
# their styles that they do not ship, and nobody but a developer's browser asks for one.
_PATTERNS = tuple(
    (files, tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern)))
    for files, patterns in HashedFilesMixin.patterns
    if files == "*.css"
)


class HashedStaticFiles(ManifestStaticFilesStorage):
    """For the demo: quick to collect."""

    patterns = _PATTERNS


class CompressedStaticFiles(CompressedManifestStaticFilesStorage):
    """For production: also compressed beforehand, for slow phones."""

    patterns = _PATTERNS
