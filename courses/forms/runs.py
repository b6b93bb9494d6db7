"""The forms behind the office's screens for runs, terms and tutors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.models import User
from courses.enums import DeliveryMode, RunStatus, TutorKind

if TYPE_CHECKING:
    from courses.models import Tutor

_TUTORS_OF_A_RUN = 2
_WHOLE = 100
_CHANGED_MEANWHILE = (
    "Somebody changed this run after you opened this page, so nothing is saved yet. Look at the "
    "run in another window. When you save again, what stands here takes the place of what they "
    "wrote."
)
_REPEATED = {
    "sessions": "Two sessions start at the same time.",
    "run_tutors": "A tutor is here twice.",
}


def _say_when_repeated(formset: Any, sentence: str) -> None:
    """Put a sentence where the stock one names columns of the database."""
    formset.get_unique_error_message = lambda _fields: sentence
    formset.get_form_error = lambda: sentence


def kept_rows(form: Any, relation: str) -> list[forms.ModelForm]:
    """Return the rows of an inline list that will be there after saving."""
    formset = form.formsets[relation]
    return [
        row
        for row in formset.forms
        if hasattr(row, "cleaned_data")
        and not _is_taken_out(row)
        and (row.instance.pk or row.has_changed())
    ]


def takes_rows_out(form: Any, relation: str) -> bool:
    """Say whether saving would delete rows of an inline list."""
    return any(_is_taken_out(row) for row in form.formsets[relation].forms if row.instance.pk)


def _is_taken_out(row: forms.ModelForm) -> bool:
    # Django's own list of these is empty as soon as any other row has a mistake.
    return bool(getattr(row, "cleaned_data", {}).get("DELETE"))


class RunForm(WagtailAdminModelForm):
    """One run with its tutors and sessions. Its status moves by buttons, never here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for relation, sentence in _REPEATED.items():
            _say_when_repeated(self.formsets[relation], sentence)
        if self.instance.pk:
            # How the run was when the page was opened: an older window must not undo newer work.
            self.fields["seen"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self._as_it_is
            )

    @property
    def _as_it_is(self) -> str:
        return str(self.instance.changed_at.isoformat())

    def _refuse_to_undo(self, seen: str) -> None:
        """Stop once where somebody has changed the run meanwhile; then it is a choice."""
        if seen and seen != self._as_it_is:
            self.add_error(None, _CHANGED_MEANWHILE)
            self.data: Any = self.data.copy()
            self.data["seen"] = self._as_it_is

    def clean(self) -> dict[str, Any]:
        """Keep what an opened run needs, since people book by it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._refuse_to_undo(cleaned.pop("seen", ""))
        in_person = cleaned.get("mode") != DeliveryMode.ONLINE
        prepared = self.instance.status == RunStatus.PREPARING
        if in_person and not prepared and "venue" in cleaned and not cleaned["venue"]:
            self.add_error("venue", "Choose a venue: people come in person.")
        return cleaned

    def is_valid(self) -> bool:
        """Check the tutors and sessions too, each by itself and all together."""
        valid = super().is_valid()
        # Each of them, not only up to the first mistake: people mend all of it in one go.
        wrong = [formset for formset in self.formsets.values() if not formset.is_valid()]
        self.check_rows()
        return (
            valid
            and not wrong
            and not self.errors
            and not any(row.errors for formset in self.formsets.values() for row in formset.forms)
        )

    def check_shares(self) -> None:
        """Refuse shares that do not add up, and shares that never end."""
        if not self.formsets["shares"].is_valid():
            return
        shares = [row.instance for row in kept_rows(self, "shares")]
        kinds = [kind for share in shares for kind in share.kinds]
        if sum(share.percent for share in shares) > _WHOLE:
            self.add_error(None, "The shares of the places are more than 100 percent together.")
        if len(kinds) != len(set(kinds)):
            self.add_error(None, "Somebody is in two shares of the places. Choose one of them.")
        if shares and not self.cleaned_data.get("shares_until"):
            self.add_error("shares_until", "Write until when the shares are kept.")

    def check_rows(self) -> None:
        """Refuse an open run without its tutors, and shares that do not add up."""
        self.check_shares()
        if not self.formsets["run_tutors"].is_valid():
            return
        tutors = kept_rows(self, "run_tutors")
        kinds = [row.cleaned_data["tutor"].kind for row in tutors if row.cleaned_data.get("tutor")]
        excused = self.cleaned_data.get("tutor_exception_reason", "").strip()
        enough = len(kinds) >= _TUTORS_OF_A_RUN and TutorKind.PEER in kinds
        if self.instance.status == RunStatus.OPEN and not enough and not excused:
            self.add_error(
                "tutor_exception_reason",
                "People can book this run, so it keeps two tutors, one of them a peer. "
                "Choose them above, or write here why not.",
            )


class TutorForm(WagtailAdminModelForm):
    """A tutor, and the address with which this tutor signs in to mark registers."""

    login_email = forms.EmailField(
        label="Email address to sign in with",
        required=False,
        help_text=(
            "Only needed to see the tutor's page and mark registers. "
            "A code is sent here; there is no password."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            self.initial["login_email"] = self.instance.user.email

    def clean_login_email(self) -> str:
        """Refuse an address that another tutor signs in with."""
        email: str = self.cleaned_data["login_email"].strip().lower()
        taken = User.objects.filter(email__iexact=email, tutor__isnull=False)
        if email and taken.exclude(tutor=self.instance.pk).exists():
            msg = "Another tutor signs in with this address."
            raise forms.ValidationError(msg)
        return email

    def save(self, commit: bool = True) -> Tutor:  # noqa: FBT001, FBT002 -- Django's signature
        """Find or make the login, and tie it to the tutor."""
        email = self.cleaned_data["login_email"]
        if not email:
            self.instance.user = None
        elif not self.instance.user_id or self.instance.user.email != email:
            known = User.objects.filter(email__iexact=email).first()
            self.instance.user = known or User.objects.create_user(
                email, name=self.cleaned_data["name"]
            )
        tutor: Tutor = super().save(commit=commit)
        return tutor
