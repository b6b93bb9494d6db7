"""The equality questions: each can be skipped."""

from __future__ import annotations

from django import forms

from bookings.enums import AgeBand, Belief, Disability, EthnicGroup, Gender, Orientation
from home.forms.fields import RadiosField


class EqualityForm(forms.Form):
    """Who our students are, asked of nobody in particular."""

    says_optional = True

    age = RadiosField(label="How old are you?", choices=AgeBand.choices, required=False)
    gender = RadiosField(
        label="How would you describe your gender?", choices=Gender.choices, required=False
    )
    ethnic_group = RadiosField(
        label="What is your ethnic group?", choices=EthnicGroup.choices, required=False
    )
    disability = RadiosField(
        label="Do you have a health condition that makes your days harder?",
        help_text="One that has lasted, or will last, a year or more. Of body or mind.",
        choices=Disability.choices,
        required=False,
    )
    orientation = RadiosField(
        label="How would you describe your sexual orientation?",
        choices=Orientation.choices,
        required=False,
    )
    belief = RadiosField(label="What is your religion?", choices=Belief.choices, required=False)
