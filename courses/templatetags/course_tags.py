"""Tags of the prospectus and of a course's page: what to list, and the words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.core.cache import cache
from django.core.paginator import Paginator
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses.forms.search import SearchForm
from courses.queries import course_page, freshness, prospectus, structured_data, venue_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest
    from django.template.context import Context
    from wagtail.models import Page

    from courses.models import CoursePage, PersonPage, ProspectusPage

register = template.Library()

register.filter("access_facts", venue_facts.access_facts)
register.filter("certificate_words", course_page.certificate_words)

COURSES_ON_A_PAGE = 24
SUGGESTIONS = 3
# Four drawings, each in four colours: enough that people on one page look different.
PORTRAITS = 16
QUESTIONS = ("q", "topic", "where", "when", "day", "time")
# Other searches are many and rare: they are worked out anew each time.
KEPT_QUESTIONS = 1
KEPT_SECONDS = 120


@register.simple_tag(takes_context=True)
def prospectus_results(
    context: Context, page: ProspectusPage, taken: Mapping[int, int]
) -> SafeString:
    """Draw the search and what it finds.

    The commonest searches (everything, or one question answered) are kept drawn, together
    with the mark of what they were drawn from and the places taken at the time. Both are
    read anew for every visitor, so what is shown is never behind. Previews are never kept.
    """
    request = context["request"]
    asked = _asked(request)
    at = timezone.now()
    keeps = not getattr(request, "is_preview", False) and _is_common(request, asked)
    key = f"prospectus:{page.pk}:{urlencode(asked)}"
    mark = (freshness.public_mark(at), taken) if keeps else None
    if keeps:
        kept = cache.get(key)
        if kept is not None and kept[0] == mark:
            return mark_safe(kept[1])  # noqa: S308 -- drawn by our own template
    values, was_understood = _results(page, request, asked, taken)
    drawn = get_template("courses/prospectus_results.html").render(values)
    if keeps and was_understood:
        cache.set(key, (mark, str(drawn)), KEPT_SECONDS)
    return mark_safe(drawn)  # noqa: S308 -- drawn by our own template


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return the questions of the address that have an answer."""
    return {name: request.GET[name][:200] for name in QUESTIONS if request.GET.get(name)}


def _is_common(request: HttpRequest, asked: Mapping[str, str]) -> bool:
    return "q" not in asked and "page" not in request.GET and len(asked) <= KEPT_QUESTIONS


def _results(
    page: ProspectusPage, request: HttpRequest, asked: dict[str, str], taken: Mapping[int, int]
) -> tuple[dict[str, Any], bool]:
    read = prospectus.catalogue(timezone.now())
    form = SearchForm(asked, offered=prospectus.choices(read))
    search = form.search()
    base = course_page.address_of(page)
    found = prospectus.find(read, search, base=base)
    paginator = Paginator(found, COURSES_ON_A_PAGE)
    values = {
        "form": form,
        "left_out": form.left_out(),
        "search": search,
        "base": base,
        "total": len(found),
        "shown": paginator.get_page(request.GET.get("page")),
        "pages_address": f"?{urlencode(asked)}&" if asked else "?",
        "suggestions": []
        if found
        else prospectus.starting_soonest(read, base=base, number=SUGGESTIONS, taken=taken),
        "taken": taken,
    }
    return values, not values["left_out"]


@register.simple_tag
def coming_courses(number: int, taken: Mapping[int, int]) -> SafeString:
    """Draw the courses that start soonest, those with room first, for the home page."""
    at = timezone.now()
    mark = (freshness.public_mark(at), number, taken)
    kept = cache.get("coming-courses")
    if kept is not None and kept[0] == mark:
        return mark_safe(kept[1])  # noqa: S308 -- drawn by our own template
    base = course_page.prospectus_address()
    read = prospectus.catalogue(at)
    found = prospectus.starting_soonest(read, base=base, number=number, taken=taken)
    drawn = get_template("courses/coming_courses.html").render({"courses": found, "base": base})
    cache.set("coming-courses", (mark, str(drawn)), KEPT_SECONDS)
    return mark_safe(drawn)  # noqa: S308 -- drawn by our own template


@register.simple_tag
def course_dates(page: CoursePage) -> list[prospectus.RunDates]:
    """Return the dates of a course, soonest first; a draft that was never saved has none."""
    return course_page.dates_of(page, at=timezone.now()) if page.pk else []


@register.simple_tag
def made_by(page: CoursePage) -> course_page.Making:
    """Return how a course was made, and by whom as far as they wish to be named."""
    return course_page.making_of(page)


@register.simple_tag
def similar_courses(page: CoursePage, topics: Sequence[Any]) -> list[course_page.SimilarCourse]:
    """Return other courses on the same topics."""
    return course_page.similar_to(page, topics)


@register.simple_tag
def courses_taught_by(page: PersonPage) -> list[course_page.SimilarCourse]:
    """Return the courses a person teaches or taught."""
    return course_page.taught_by(page)


@register.simple_tag
def kind_of_tutor(page: PersonPage) -> str:
    """Say what a person brings as a tutor."""
    return course_page.kind_words_of(page)


@register.filter
def address_of(page: Page) -> str:
    """Return where a page is served, without asking the database."""
    return course_page.address_of(page)


@register.filter
def portrait_of(key: int | None) -> str:
    """Choose one of the drawn portraits, always the same one for the same person."""
    return f"images/portrait-{(key or 0) % PORTRAITS + 1}.svg"


@register.simple_tag
def people_who_teach(page: Any) -> list[course_page.PersonOnShow]:
    """Return everybody with a page who teaches here, by name and in no other order."""
    return course_page.people_below(page)


@register.simple_tag(takes_context=True)
def course_json_ld(
    context: Context, page: CoursePage, dates: Sequence[prospectus.RunDates]
) -> SafeString:
    """Write what search engines read about a course and its dates.

    It is data, not a script, so the strict Content-Security-Policy has nothing against it.
    """
    request = context.get("request")
    url = page.get_full_url(request) if page.pk else ""
    facts = structured_data.course_facts(
        page, dates, url=url or "", college=context["college"], site=structured_data.site_of(url)
    )
    return structured_data.as_script(facts)
