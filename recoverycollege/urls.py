"""The whole address map: one include per app, Wagtail's pages last."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from accounts.viewsets.account import OwnAccountView
from recoverycollege import health, kept_pages
from recoverycollege.demo.views import demo_sign_in

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    # Before Wagtail's own page of the same address, which asks for a first and a last name.
    path("admin/account/", require_admin_access(OwnAccountView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
    path("", include("accounts.urls")),
    path("", include("bookings.urls")),
    path("", include("courses.urls")),
    path("", include("home.urls")),
]

if settings.DEBUG or settings.DEMO:
    # In production the web server in front serves the uploaded pictures.
    urlpatterns += [
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    ]

# Whatever no line above has taken is a page that an editor has made.
urlpatterns += [
    re_path(wagtail_urls.serve_pattern, kept_pages.serve),
    path("", include(wagtail_urls)),
]
