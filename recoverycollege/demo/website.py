"""Puts the demo college's pages under a real site: drafted first, then published with their links."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from wagtail.models import Comment, Page, Revision, Site

from courses.models import CoursePage, PeoplePage, PersonPage, ProspectusPage, Topic
from home.models import CollegeSettings, HomePage, SectionPage, StandardPage, UrgentHelpLine
from recoverycollege.demo.courses import COURSES, TOPICS
from recoverycollege.demo.dates.reckoning import months_before
from recoverycollege.demo.pages import HOME, LEGAL, MENU_PAGES
from recoverycollege.demo.pages.vacancies import OPPORTUNITIES, opportunity_blocks
from recoverycollege.demo.pages.where_we_teach import WHERE_WE_TEACH, venue_blocks
from recoverycollege.demo.richtext import rich, stream
from recoverycollege.demo.shapes import text
from recoverycollege.demo.team import TUTORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from recoverycollege.demo.shapes import Block, CourseText, PageText, TutorText

REVIEW_AFTER_MONTHS = 12


def set_the_college_up() -> CollegeSettings:
    """Give the college its name, its address and the lines of urgent help."""
    college = CollegeSettings.load()
    college.name = "Willowbrook Recovery College"
    college.strapline = "Learning to live well, together"
    college.phone = "01632 960100"
    college.phone_hours = "Monday to Friday, 9:30am to 4pm"
    college.email = "hello@willowbrook.example"
    college.address = "The Old Library\nMill Lane\nWillowbrook\nWB1 2QF"
    college.sender_email = "office@willowbrook.example"
    college.area_name = "Willowbrook"
    college.urgent_help_introduction = "This college is not a crisis service. If you need help now:"
    college.save()
    lines = (
        ("If you are in danger now", "Call 999 or go to A&E", "tel:999"),
        ("If you need help today", "Call NHS 111 and choose the mental health option", "tel:111"),
        ("If you want to talk", "Call Samaritans on 116 123, free, day and night", "tel:116123"),
        ("If you would rather text", "Text SHOUT to 85258", "sms:85258"),
    )
    UrgentHelpLine.objects.filter(settings=college).delete()
    UrgentHelpLine.objects.bulk_create(
        UrgentHelpLine(settings=college, sort_order=number, when=when, who=who, link=link)
        for number, (when, who, link) in enumerate(lines)
    )
    return college


def build(*, editor: User, users: Mapping[str, User], at: dt.datetime) -> dict[str, Page]:
    """Make every page of the site and publish it; return the pages by their path.

    A page is drafted before any page is published, so that each can link to all others.
    """
    pages: dict[str, Page] = {}
    for position, (slug, name, description) in enumerate(TOPICS):
        Topic.objects.create(slug=slug, name=name, description=description, position=position)
    home = _front_door(editor)
    prospectus = _draft(
        home,
        ProspectusPage(
            title="Courses",
            slug="courses",
            summary="All our courses: what each is like, who it is for, and when it runs.",
            introduction=(
                "All our courses are free. You do not need a letter from a doctor. If this is "
                "your first time, What is Recovery? is a good place to start."
            ),
            illustration="leaves",
            show_in_menus=True,
        ),
        editor,
    )
    pages["courses"] = prospectus
    for course in COURSES:
        pages[f"courses/{course.slug}"] = _draft(prospectus, _course_page(course, at), editor)
    first, *rest = MENU_PAGES
    _draft_tree(home, first, "", pages, editor)
    people = _draft(
        home,
        PeoplePage(
            title="People",
            slug="people",
            summary=(
                "Meet the tutors. Some teach from what they have lived through, some from "
                "their work."
            ),
            introduction=(
                "Each course has at least two tutors. One brings what they have lived "
                "through, and one brings what they know from their work. They plan it "
                "together and teach it as equals."
            ),
            illustration="chairs",
            show_in_menus=True,
        ),
        editor,
    )
    pages["people"] = people
    for tutor in TUTORS:
        pages[f"people/{tutor.key}"] = _draft(people, _person_page(tutor), editor)
    for page in (*rest, *LEGAL):
        _draft_tree(home, page, "", pages, editor)
    _publish_words(home, pages, editor, at)
    _leave_a_question(pages["courses/money-and-mood"], asked_by=users["siobhan"])
    _set_the_dates_back(at)
    return pages


def _front_door(editor: User) -> HomePage:
    """Put our home page where Wagtail's own welcome page is."""
    root = Page.get_first_root_node()
    welcome = Page.objects.filter(depth=2)
    home = HomePage(
        title="Home",
        seo_title=HOME.title,
        slug="willowbrook",
        summary=HOME.summary,
        welcome="Come and learn with us",
        introduction=HOME.introduction,
        illustration=HOME.illustration,
        live=False,
        owner=editor,
    )
    home = root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": 80,
            "root_page": home,
            "site_name": "Willowbrook Recovery College",
        },
    )
    for page in welcome.exclude(pk=home.pk):
        page.specific.delete()
    home.refresh_from_db()
    home.slug = "home"
    home.save()
    Site.clear_site_root_paths_cache()
    return home


def _draft(parent: Page, page: Page, editor: User) -> Page:
    page.live = False
    page.owner = editor
    return parent.add_child(instance=page)


def _draft_tree(
    parent: Page, words: PageText, above: str, pages: dict[str, Page], editor: User
) -> None:
    kind = SectionPage if words.is_section else StandardPage
    path = f"{above}{words.slug}"
    pages[path] = _draft(
        parent,
        kind(
            title=words.title,
            slug=words.slug,
            summary=words.summary,
            introduction=words.introduction,
            illustration=words.illustration,
            show_in_menus=words.in_menu,
        ),
        editor,
    )
    for child in words.children:
        _draft_tree(pages[path], child, f"{path}/", pages, editor)


def _course_page(course: CourseText, at: dt.datetime) -> CoursePage:
    reviewed = months_before(at.date(), course.making.reviewed_months_ago)
    return CoursePage(
        title=course.title,
        slug=course.slug,
        summary=course.summary,
        illustration=course.illustration,
        level=course.level,
        course_format=course.course_format,
        about=rich(course.about, {}),
        who_for="\n\n".join(course.who_for),
        outcomes=[("outcome", outcome) for outcome in course.outcomes],
        on_the_day=rich((*course.on_the_day, f"**What to bring:** {course.bring}"), {}),
        session_outlines=[
            ("session", {"title": session.title, "text": session.about})
            for session in course.sessions
        ],
        content_note=course.content_note,
        access_note=course.access_note,
        gives_certificate=course.certificate_percent is not None,
        certificate_percent=course.certificate_percent or 70,
        last_reviewed_on=reviewed if course.published else None,
        review_due_on=months_before(reviewed, -REVIEW_AFTER_MONTHS) if course.published else None,
    )


def _person_page(tutor: TutorText) -> PersonPage:
    return PersonPage(
        title=tutor.name,
        slug=tutor.slug,
        summary=tutor.summary,
        body=stream(
            [text(*tutor.about), text(f"**Good to know:** {tutor.good_to_know}")],
            {},
        ),
    )


def _publish_words(
    home: HomePage, pages: Mapping[str, Page], editor: User, at: dt.datetime
) -> None:
    """Fill in the words that link to other pages, and publish all that is ready."""
    home.body = stream(HOME.blocks, pages)
    home.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    words = {path: blocks for page in (*MENU_PAGES, *LEGAL) for path, blocks in _walk(page, "", at)}
    drafts = {f"courses/{course.slug}" for course in COURSES if not course.published}
    by_slug = {f"courses/{course.slug}": course for course in COURSES}
    for path, page in pages.items():
        if path in words:
            page.body = stream(words[path], pages)
        if path in by_slug:
            page.topics.set(Topic.objects.filter(slug__in=by_slug[path].topics))
        revision = page.save_revision(user=editor)
        if path not in drafts:
            revision.publish(user=editor, skip_permission_checks=True)


def _walk(page: PageText, above: str, at: dt.datetime) -> list[tuple[str, tuple[Block, ...]]]:
    path = f"{above}{page.slug}"
    blocks = page.blocks
    if page is OPPORTUNITIES:
        blocks = opportunity_blocks(at.date())
    elif page is WHERE_WE_TEACH:
        blocks = venue_blocks()
    below = [found for child in page.children for found in _walk(child, f"{path}/", at)]
    return [(path, blocks), *below]


def _leave_a_question(page: Page, *, asked_by: User) -> None:
    """Let the draft that waits for its second signature say what it waits for."""
    revision = page.get_latest_revision()
    Comment.objects.create(
        page=page,
        user=asked_by,
        text=(
            "I have read it all and I am happy to sign, as someone who has been in debt. We "
            "still need the second signature. Daniel, could you read it by Friday?"
        ),
        contentpath="about",
        revision_created=revision,
    )


def _set_the_dates_back(at: dt.datetime) -> None:
    """Let the pages look as old as the college's story says they are."""
    first, last = at - dt.timedelta(days=400), at - dt.timedelta(days=21)
    Page.objects.filter(live=True).update(
        first_published_at=first, last_published_at=last, latest_revision_created_at=last
    )
    Revision.objects.update(created_at=last)
