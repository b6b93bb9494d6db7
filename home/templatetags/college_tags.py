"""Tags every template of the college may load: components, and dates in the house style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import Node, NodeList, token_kwargs
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from home.components import Component, ComponentError, find_component
from home.forms import renderer
from home.queries import design_system, frame, wording

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.forms.boundfield import BoundField
    from django.http import HttpRequest
    from django.template.base import FilterExpression, Parser, Token
    from django.template.context import Context
    from django.utils.safestring import SafeString
    from wagtail.models import Page

register = template.Library()

PLACE_OF_ACCOUNT_MENU = mark_safe("<!-- account menu -->")

register.filter("date_words", wording.date_words)
register.filter("short_date_words", wording.short_date_words)
register.filter("day_and_month_words", wording.day_and_month_words)
register.filter("month_words", wording.month_words)
register.filter("time_words", wording.time_words)
register.filter("duration_words", wording.duration_words)
register.filter("list_words", wording.list_words)
register.filter("moment_words", wording.moment_words)
register.simple_tag(wording.times_words, name="times_words")
register.simple_tag(wording.when_words, name="when_words")
register.simple_tag(wording.date_range_words, name="date_range_words")


class ComponentNode(Node):
    """A component in a template; it sees its own properties and nothing else of the page."""

    def __init__(
        self,
        component: Component,
        properties: dict[str, FilterExpression],
        content: NodeList | None,
    ) -> None:
        """Keep what was declared and what was given."""
        self.component = component
        self.properties = properties
        self.content = content
        self.defaults = component.defaults()

    def render(self, context: Context) -> SafeString:
        """Draw the component with its defaults and what the page gave."""
        values: dict[str, Any] = dict(self.defaults)
        for name, expression in self.properties.items():
            values[name] = expression.resolve(context)
        if self.content is not None:
            values["content"] = self.content.render(context)
        values["request"] = context.get("request")
        values["csrf_token"] = context.get("csrf_token")
        # The engine keeps loaded templates, so asking for it each time is cheap.
        engine = context.template.engine  # type: ignore[union-attr] # a template is being drawn
        drawn = engine.get_template(self.component.template)
        return drawn.render(context.new(values))


def _parse(parser: Parser, token: Token, *, slotted: bool) -> ComponentNode:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'" or bits[0][0] != bits[0][-1]:
        message = f"{{% {tag} %}} starts with the component's name in quotes"
        raise TemplateSyntaxError(message)
    name = bits.pop(0)[1:-1]
    properties = token_kwargs(bits, parser)
    if bits:
        message = f"{{% {tag} “{name}” %}} takes only property=value, not {bits[0]}"
        raise TemplateSyntaxError(message)
    try:
        component = find_component(name)
        component.check(frozenset(properties), slotted=slotted)
    except ComponentError as error:
        raise TemplateSyntaxError(str(error)) from error
    content = None
    if slotted:
        content = parser.parse(("endslotted",))
        parser.delete_first_token()
    return ComponentNode(component, properties, content)


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """Draw a component: `{% component "form" form=form submit="Continue" %}`."""
    return _parse(parser, token, slotted=False)


@register.tag
def slotted(parser: Parser, token: Token) -> ComponentNode:
    """Draw a component around some content: `{% slotted "inset" %}…{% endslotted %}`."""
    return _parse(parser, token, slotted=True)


@register.simple_tag
def design_system_url() -> str:
    """Return where the design system's stylesheet is served."""
    return reverse("home:design_system", args=[design_system.stylesheet_version()])


@register.simple_tag(takes_context=True)
def college_frame(context: Context) -> frame.Frame:
    """Give `base.html` the college's name, its menu, and where to turn for help."""
    return frame.frame_for(context.get("request"))


@register.simple_tag(takes_context=True)
def staff_frame(context: Context) -> frame.StaffFrame:
    """Give the staff screens the college's name, logo and colour."""
    return frame.staff_frame_for(context.get("request"))


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> SafeString:
    """Draw what the header offers this reader; in a page that is kept, mark its place."""
    request = context.get("request")
    if getattr(request, "is_drawn_for_everybody", False):
        return PLACE_OF_ACCOUNT_MENU
    return draw_account_menu(request)


def draw_account_menu(request: HttpRequest | None) -> SafeString:
    """Draw the one part of a page's frame that is not the same for every reader."""
    user = getattr(request, "user", None)
    values = {"teaches": frame.teaches(user), "works_in_office": frame.works_in_office(user)}
    drawn = get_template("account_menu.html").render(values, request)
    return mark_safe(drawn)  # noqa: S308 -- drawn by our own template


@register.simple_tag(takes_context=True)
def page_head(context: Context, page: Page) -> SafeString:
    """Write what search engines and shared links show of a page; a draft has no address yet."""
    url = page.get_full_url(context.get("request")) if page.pk else None
    title = page.seo_title or page.title
    description = getattr(page, "description", "") or page.search_description
    return format_html(
        "{}{}"
        '<meta property="og:type" content="website"><meta property="og:title" content="{}">'
        '<meta property="og:site_name" content="{}">',
        format_html('<meta name="description" content="{}">', description) if description else "",
        format_html(
            '<link rel="canonical" href="{}"><meta property="og:url" content="{}">', url, url
        )
        if url
        else "",
        title,
        context["college"].name,
    )


@register.simple_tag
def breadcrumbs_of(page: Page) -> list[Page]:
    """List the pages above a page, from the home page down; a draft may have none yet."""
    if not page.path:
        return []
    return list(page.get_ancestors().filter(depth__gt=1).order_by("depth"))


@register.simple_tag
def form_field(field: BoundField, *, heading: str = "", heading_size: str = "l") -> SafeString:
    """Draw one question, its label being the page's heading when a heading is given."""
    return mark_safe(  # noqa: S308 -- the template has escaped its values
        field.form.renderer.render(
            renderer.FIELD_TEMPLATE,
            {"field": field, "heading": heading, "heading_size": heading_size},
        )
    )


@register.filter
def error_links(form: BaseForm) -> list[renderer.ErrorLink]:
    """List what needs another look in a form, in the order of its fields."""
    return renderer.error_links(form)


@register.filter
def plain_fields(form: BaseForm) -> list[Any]:
    """List the fields a form shows by themselves, without those a choice reveals."""
    return renderer.plain_fields(form)
