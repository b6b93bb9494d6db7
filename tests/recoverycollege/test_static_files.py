"""Our own styles and scripts can be collected under their lasting names."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from recoverycollege.static_files import HashedStaticFiles


def test_every_address_in_our_styles_leads_to_a_file(tmp_path):
    source = FileSystemStorage(settings.STATICFILES_DIRS[0])
    storage = HashedStaticFiles(location=tmp_path)
    paths = {}
    for path in sorted(settings.STATICFILES_DIRS[0].rglob("*")):
        if path.is_file():
            name = str(path.relative_to(settings.STATICFILES_DIRS[0]))
            with source.open(name) as file:
                storage.save(name, file)
            paths[name] = (storage, name)

    made = list(storage.post_process(paths))

    assert [result for _, _, result in made if isinstance(result, Exception)] == []
    assert len(made) >= len(paths) > 0
