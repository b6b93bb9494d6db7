"""The register of components: what each is called, what draws it and what it takes.

A component is one template and a list of properties. Templates use it through
`{% component %}` and `{% slotted %}` (`home/templatetags/college_tags.py`), which refuse a
name or a property that is not declared here while the template is being compiled, so a
typing slip is seen by the first test that loads the page. No queries, and nothing about any
one page, belong here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED = object()


class ComponentError(Exception):
    """A template asks for a component, or gives it a property, that does not exist."""


@dataclass(frozen=True, slots=True)
class Component:
    """One building block of a page: its template and the properties it accepts.

    `properties` maps each property to its default; `REQUIRED` means it must be given.
    A component with a slot wraps the text between `{% slotted %}` and `{% endslotted %}`.
    """

    name: str
    template: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    has_slot: bool = False

    def check(self, given: frozenset[str], *, slotted: bool) -> None:
        """Refuse properties that are not declared, missing ones, and a slot that is not there."""
        unknown = sorted(given - self.properties.keys())
        if unknown:
            known = ", ".join(sorted(self.properties)) or "none"
            message = f"component “{self.name}” takes no {', '.join(unknown)}; it takes: {known}"
            raise ComponentError(message)
        missing = sorted(
            name
            for name, default in self.properties.items()
            if default is REQUIRED and name not in given
        )
        if missing:
            message = f"component “{self.name}” needs {', '.join(missing)}"
            raise ComponentError(message)
        if slotted != self.has_slot:
            tag = "slotted" if self.has_slot else "component"
            message = f"component “{self.name}” is written with {{% {tag} %}}"
            raise ComponentError(message)

    def defaults(self) -> dict[str, Any]:
        """Return the value of every property a template may leave out."""
        return {name: value for name, value in self.properties.items() if value is not REQUIRED}


def _nhsuk(name: str, /, *, has_slot: bool = False, **properties: object) -> Component:
    return Component(name, f"components/nhsuk/{name}.html", properties, has_slot)


def _college(name: str, /, *, has_slot: bool = False, **properties: object) -> Component:
    return Component(name, f"components/college/{name}.html", properties, has_slot)


COMPONENTS: dict[str, Component] = {
    component.name: component
    for component in (
        # Bones from the NHS.UK design system.
        _nhsuk("back_link", href=REQUIRED, text="Back"),
        _nhsuk("breadcrumbs", items=REQUIRED),
        _nhsuk("button", text=REQUIRED, href="", kind="", name="", value=""),
        _nhsuk("details", has_slot=True, summary=REQUIRED, is_open=False),
        _nhsuk("error_summary", form=REQUIRED),
        _nhsuk(
            "form",
            form=REQUIRED,
            submit="Continue",
            action="",
            method="post",
            heading="",
            heading_size="l",
            why="",
            button_kind="",
            cancel_href="",
            cancel_text="Go back",
        ),
        _nhsuk("inset", has_slot=True),
        _nhsuk("notice", has_slot=True, title="Important", kind="", role="region"),
        _nhsuk("pagination", page=REQUIRED, address=REQUIRED, label="Pages"),
        _nhsuk("panel", has_slot=True, title=REQUIRED),
        _nhsuk("summary_list", rows=REQUIRED),
        _nhsuk("tag", text=REQUIRED, kind=""),
        # Ours.
        _college("availability", availability=REQUIRED, href=""),
        _college("course_card", course=REQUIRED, heading_level=3),
        _college("drawing", name=REQUIRED),
        _college("illustration", name=REQUIRED, size="card"),
        _college("made_together", making=REQUIRED),
        _college(
            "page_card",
            url=REQUIRED,
            title=REQUIRED,
            text="",
            illustration="",
            heading_level=3,
        ),
        _college("person_card", person=REQUIRED),
        _college("tutor", tutor=REQUIRED),
        _college("urgent_help", lines=REQUIRED, is_page=False),
        _college("venue", venue=REQUIRED),
    )
}


def find_component(name: str) -> Component:
    """Return the component of that name.

    Raises ComponentError with the names there are when it is unknown.
    """
    try:
        return COMPONENTS[name]
    except KeyError:
        known = ", ".join(sorted(COMPONENTS))
        message = f"there is no component “{name}”; there are: {known}"
        raise ComponentError(message) from None
