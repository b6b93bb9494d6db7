"""The site's frame for tests: a home page under the real root."""

from __future__ import annotations

from wagtail.models import Page, Site

from home.models import CollegeSettings, HomePage, StandardPage, UrgentHelpLine


def make_home_page(**fields: object) -> HomePage:
    """Put a home page under the root and make it the site's front door."""
    existing = HomePage.objects.first()
    if existing:
        return existing
    fields = {"title": "Willowbrook", "slug": "home-page", "welcome": "Come and learn"} | fields
    page = Page.get_first_root_node().add_child(instance=HomePage(**fields))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": page, "site_name": "Willowbrook"},
    )
    Site.clear_site_root_paths_cache()
    return page


def make_standard_page(**fields: object) -> StandardPage:
    """Put an ordinary page below the home page."""
    fields = {"title": "Contact us", "introduction": "Ring us."} | fields
    return make_home_page().add_child(instance=StandardPage(**fields))


def make_college_settings(**fields: object) -> CollegeSettings:
    """Set the college's name and one line of urgent help."""
    settings = CollegeSettings.load()
    for name, value in {"name": "Willowbrook Recovery College", **fields}.items():
        setattr(settings, name, value)
    settings.save()
    if not UrgentHelpLine.objects.filter(settings=settings).exists():
        UrgentHelpLine.objects.create(
            settings=settings, when="If you are in danger now", who="call 999", link="tel:999"
        )
    return settings
