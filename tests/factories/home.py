"""The site's frame for tests: a home page under the real root."""

from typing import TypeVar

from django.db.models import F
from django.utils.text import slugify
from modelcluster.models import ClusterableModel
from wagtail.models import Page, Site

from home.models import CollegeSettings, HomePage, StandardPage, UrgentHelpLine

OnePage = TypeVar("OnePage", bound=Page)


def put_page(parent: Page, page: OnePage) -> OnePage:
    """Publish a page below another, without asking all that Wagtail asks of an editor's page.

    Most tests need a course, and not what happens when one is written: checked and logged
    as an editor's work, its pages took a fifth of the suite's time.
    """
    last = Page.objects.child_of(parent).order_by("path").last()
    page.depth = parent.depth + 1
    page.path = last._inc_path() if last else Page._get_path(parent.path, page.depth, 1)
    page.draft_title, page.slug = page.title, page.slug or slugify(page.title)
    page.locale_id = parent.locale_id
    page.set_url_path(parent)
    ClusterableModel.save(page)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    parent.numchild += 1
    return page


def written_on(page: OnePage, fields: dict[str, object]) -> OnePage:
    """Change what a page says, and nothing where nothing is asked for."""
    if fields:
        for name, value in fields.items():
            setattr(page, name, value)
        page.save()
    return page


def make_home_page(**fields: object) -> HomePage:
    """Put a home page under the root and make it the site's front door.

    The suite begins with one; what is asked for is written on it.
    """
    existing = HomePage.objects.first()
    if existing:
        return written_on(existing, fields)
    fields = {"title": "Willowbrook", "slug": "home-page", "welcome": "Come and learn"} | fields
    page = put_page(Page.get_first_root_node(), HomePage(**fields))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": page, "site_name": "Willowbrook"},
    )
    Site.clear_site_root_paths_cache()
    return page


def make_standard_page(**fields: object) -> StandardPage:
    """Put an ordinary page below the home page."""
    fields = {"title": "Contact us", "introduction": "Ring us."} | fields
    return put_page(make_home_page(), StandardPage(**fields))


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
