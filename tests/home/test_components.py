from __future__ import annotations

import pytest
from django.template import TemplateSyntaxError, engines
from django.template.loader import get_template

from home.components import COMPONENTS


def compiled(text):
    return engines["django"].from_string("{% load college_tags %}" + text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{% component "tga" text="Free" %}', "there is no component “tga”"),
        ('{% component "tag" txt="Free" %}', "takes no txt"),
        ('{% component "tag" %}', "needs text"),
        ('{% component "inset" %}', "is written with {% slotted %}"),
        ('{% slotted "tag" text="Free" %}{% endslotted %}', "is written with {% component %}"),
        ("{% component tag %}", "the component's name in quotes"),
        ('{% component "tag" "Free" %}', "only property=value"),
    ],
)
def test_a_slip_is_found_when_the_template_compiles(text, complaint):
    with pytest.raises(TemplateSyntaxError, match="component") as caught:
        compiled(text)

    assert complaint in str(caught.value)


def test_a_component_draws_its_properties_escaped():
    drawn = compiled('{% component "tag" text=text kind="plum" %}').render({"text": "<b>"})

    assert drawn.strip() == '<strong class="app-tag app-tag--plum">&lt;b&gt;</strong>'


def test_a_component_sees_nothing_else_of_the_page():
    drawn = compiled('{% component "tag" text="Free" %}').render({"kind": "plum"})

    assert drawn.strip() == '<strong class="app-tag">Free</strong>'


def test_a_slot_holds_what_is_between_the_tags():
    drawn = compiled('{% slotted "details" summary="More" %}<p>{{ x }}</p>{% endslotted %}')

    assert "<p>yes</p></div></details>" in drawn.render({"x": "yes"})


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_every_component_says_what_it_takes(name):
    template = get_template(COMPONENTS[name].template).template
    opening = template.source.partition("{% endcomment %}")[0]

    assert opening.startswith("{% comment %}")
    assert [prop for prop in COMPONENTS[name].properties if prop not in opening] == []
