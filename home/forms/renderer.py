"""Draws every Django form of the site as NHS.UK components, with its error summary.

How to use it
-------------
Write an ordinary `forms.Form`. Labels are questions, `help_text` is the hint, and
`error_messages` say what to do. `home.forms.fields` has fields that bring their own
autocomplete, keyboard and kind words. Then, in a template that extends `base.html`:

    {% load college_tags %}
    {% block content %}
      {% component "form" form=form submit="Continue" %}
    {% endblock %}

That writes the `<form method="post">`, the CSRF token, each field and the button. When the
page's context names the form `form`, `base.html` also puts the error summary first in the
main part and “Error:” in front of the title; nothing else is needed. For another name write
`{% component "error_summary" form=other_form %}` in `{% block error_summary %}`.

One question per page: `{% component "form" form=form heading="What is your email?" %}`
makes the only field's label (or legend) the page's `<h1>`.

`{{ form }}` and `{{ form.email.as_field_group }}` draw the fields alone, for a form whose
frame is written by hand. Buttons beyond the first: put them in the template after the
fields, with `{% component "button" text="…" kind="secondary" %}`.

Fields that may be left open say so beside their label; a form with `says_optional = True`
does not repeat it. A widget's attribute `data-width` may be 2, 3, 4, 5, 10, 20 or 30 (characters).

The site sets `FORM_RENDERER = "home.forms.renderer.CollegeRenderer"`. Only the frame around
fields is ours: widgets keep Django's markup until drawn through a field group, so Wagtail's
admin looks as it always does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.template.loader import get_template

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.forms.boundfield import BoundField
    from django.http import HttpRequest
    from django.template.backends.base import _EngineTemplate

FORM_TEMPLATE = "components/nhsuk/form_fields.html"
FIELD_TEMPLATE = "components/nhsuk/field.html"
GENERIC_CODES = frozenset({"required", "invalid_choice"})


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: what to do, and the field it is about if any."""

    message: str
    href: str


class CollegeRenderer(DjangoTemplates):
    """Finds our field templates in the site's own, and Django's widgets where they always were."""

    form_template_name = FORM_TEMPLATE
    field_template_name = FIELD_TEMPLATE

    def get_template(self, template_name: str) -> _EngineTemplate:
        """Load our components through the site's engine, so that they may use our tags."""
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw a form, a field or a widget; a field gets its description added."""
        if template_name == FIELD_TEMPLATE:
            context = {"heading": "", "heading_size": "l", **describe(context["field"]), **context}
        return super().render(template_name, context, request)


def field_kind(widget: forms.Widget) -> str:
    """Say which markup a widget needs."""
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),  # before its parent class, RadioSelect
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.MultiWidget, "boxes"),
        (Input, "input"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "other")


def describe(bound: BoundField) -> dict[str, Any]:
    """Work out everything the field template needs to know about one field."""
    widget = bound.field.widget
    kind = field_kind(widget)
    errors = field_errors(bound)
    classes = f"nhsuk-{kind}" if kind in {"input", "select", "textarea"} else ""
    if classes and errors:
        classes += f" {classes}--error"
    width = widget.attrs.get("data-width")
    if classes and width:
        classes += f" nhsuk-input--width-{width}"
    return {
        "kind": kind,
        "errors": errors,
        "label": bound.label,
        "optional": not bound.field.required and not getattr(bound.form, "says_optional", False),
        "hint": bound.help_text,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "described_by": bound.aria_describedby or "",
        "control": bound.as_widget(attrs={"class": classes}) if classes else "",
        "options": _options(bound) if kind in {"radios", "checkboxes"} else (),
        "boxes": _boxes(bound) if kind == "boxes" else (),
    }


def _options(bound: BoundField) -> list[dict[str, Any]]:
    hints = getattr(bound.field, "choice_hints", {})
    reveals = getattr(bound.field, "reveals", {})
    return [
        {
            "id": option.data["attrs"].get("id", ""),
            "name": option.data["name"],
            "value": option.data["value"],
            "label": option.choice_label,
            "selected": option.data["selected"],
            "disabled": bound.field.disabled,
            "hint": hints.get(str(option.data["value"]), ""),
            "revealed": bound.form[reveals[str(option.data["value"])]]
            if str(option.data["value"]) in reveals
            else None,
        }
        for option in bound.subwidgets
    ]


def _boxes(bound: BoundField) -> list[dict[str, Any]]:
    widget = bound.field.widget
    context = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})
    labels = getattr(widget, "box_labels", ())
    widths = getattr(widget, "box_widths", ())
    return [
        {
            "id": part["attrs"]["id"],
            "name": part["name"],
            "value": "" if part["value"] is None else part["value"],
            "label": label,
            "width": width,
            "autocomplete": part["attrs"].get("autocomplete", ""),
        }
        for part, label, width in zip(context["widget"]["subwidgets"], labels, widths, strict=True)
    ]


def field_errors(bound: BoundField) -> list[str]:
    """List a field's messages, with Django's stock sentences put in our words."""
    stock = {
        code: forms.Field.default_error_messages.get(code)
        or forms.ChoiceField.default_error_messages.get(code)
        for code in GENERIC_CODES
    }
    messages = []
    for error in bound.errors.as_data() if bound.errors else ():
        for message in error.messages:
            is_stock = error.code in GENERIC_CODES and (
                bound.field.error_messages.get(error.code) == stock[error.code]
            )
            messages.append(_kind_words(bound) if is_stock else message)
    return messages


def _kind_words(bound: BoundField) -> str:
    chooses = field_kind(bound.field.widget) in {"radios", "checkboxes", "select"}
    return f"Choose an answer: {bound.label}" if chooses else f"Fill this in: {bound.label}"


def first_control_id(bound: BoundField) -> str:
    """Return the id an error links to: the field, or the first of its choices or boxes."""
    kind = field_kind(bound.field.widget)
    if kind in {"radios", "checkboxes"}:
        options = _options(bound)
        return options[0]["id"] if options else bound.auto_id
    if kind == "boxes":
        return _boxes(bound)[0]["id"]
    return bound.auto_id


def error_links(form: BaseForm) -> list[ErrorLink]:
    """List what needs another look in a form, in the order of its fields."""
    if not form.is_bound or not form.errors:
        return []
    links = [ErrorLink(str(message), "") for message in form.non_field_errors()]
    for bound in form:
        if bound.errors:
            target = "" if bound.is_hidden else f"#{first_control_id(bound)}"
            links += [ErrorLink(message, target) for message in field_errors(bound)]
    return links


def plain_fields(form: BaseForm) -> list[BoundField]:
    """List the fields a form shows by themselves, without those a choice reveals."""
    revealed = {
        name for field in form.fields.values() for name in getattr(field, "reveals", {}).values()
    }
    return [bound for bound in form.visible_fields() if bound.name not in revealed]
