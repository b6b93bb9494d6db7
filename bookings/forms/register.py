"""The register: one choice of mark for each student."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms

from bookings.enums import AttendanceMark
from bookings.operations.registers import MarkWish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField

    from bookings.queries.registers import Register, RegisterRow

NOT_RECORDED: Final = "NOT_RECORDED"


class RegisterForm(forms.Form):
    """Five large choices for each student, and what the page said when it was opened.

    Where there is a mark, a sixth choice takes it back.
    """

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        """Make a field for each student who is in the register now."""
        super().__init__(*args, **kwargs)
        self.register = register
        for row in register.rows:
            marks = forms.ChoiceField(
                label=row.name,
                choices=[*AttendanceMark.choices, (NOT_RECORDED, "Not recorded")],
                widget=forms.RadioSelect,
                required=False,
                # A suggestion only: the tutor sees it, and saving makes it a mark.
                initial=row.mark or (AttendanceMark.TOLD_US if row.has_apologised else ""),
                error_messages={"invalid_choice": f"Choose how {row.name} took part"},
            )
            if not row.mark:
                # Understood all the same: another tutor may have taken it back just now.
                marks.widget.choices = AttendanceMark.choices
            self.fields[f"mark-{row.booking_uuid}"] = marks
            # Rubbish here only means that the page's mark is taken as unknown.
            self.fields[f"seen-{row.booking_uuid}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=row.mark, max_length=200
            )

    def lines(self) -> Iterator[tuple[RegisterRow, BoundField, BoundField]]:
        """Give each student with the two fields, in the order of the register."""
        for row in self.register.rows:
            yield row, self[f"mark-{row.booking_uuid}"], self[f"seen-{row.booking_uuid}"]

    def wishes(self, *, rest_are_here: bool = False) -> list[MarkWish]:
        """Return what was chosen; the rest are here if the tutor says so."""
        wishes = []
        for row in self.register.rows:
            mark = self.cleaned_data.get(f"mark-{row.booking_uuid}")
            seen = self.cleaned_data.get(f"seen-{row.booking_uuid}") or ""
            if mark:
                chosen = None if mark == NOT_RECORDED else AttendanceMark(mark)
                wishes.append(MarkWish(booking_id=row.booking_id, mark=chosen, seen=seen))
            elif rest_are_here:
                wishes.append(
                    MarkWish(
                        booking_id=row.booking_id, mark=AttendanceMark.HERE, only_if_blank=True
                    )
                )
        return wishes
