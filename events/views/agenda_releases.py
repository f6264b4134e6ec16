"""Releasing an agenda, with what changed since the last version before the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.acts import refusal_by
from events.forms.agendas import ReleaseForm
from events.services.agenda_changes import AgendaChange, compare
from events.services.agenda_lines import digest_of
from events.services.agenda_releases import check_releasable, newest_release, release_agenda
from events.services.agenda_shown import ShownAgenda, lines_of_release, shown_agenda
from events.views.agenda_acts import OfAgenda

if TYPE_CHECKING:
    from events.models import AgendaRelease


class AgendaReleasing(OfAgenda):
    """Releases the agenda as it stands; what changed since the last version is shown before."""

    template_name = "events/agenda_release.html"
    form_class = ReleaseForm
    title = gettext_lazy("Release the agenda")
    submit_label = pgettext_lazy("verb", "Release")

    @cached_property
    def agenda(self) -> ShownAgenda:
        """The draft."""
        return shown_agenda(self.grants, self.event)

    @cached_property
    def changes(self) -> list[AgendaChange]:
        """What is another than in the last version."""
        return compare(lines_of_release(self._last), self.agenda.lines) if self._last else []

    @cached_property
    def _last(self) -> AgendaRelease | None:
        return newest_release(self.event)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the word for the lines that the page shows."""
        return {"digest": digest_of(self.agenda.lines)}

    def get_refusal(self) -> str:
        """Why it cannot be released now: also that nothing is on it, or nothing new."""
        return super().get_refusal() or refusal_by(check_releasable, self.agenda.lines, self._last)

    def get_question(self) -> str:
        """What is released, and for whom."""
        items = len(self.agenda.lines)
        text = ngettext(
            "Everybody who reads the strand then sees this agenda of %(items)s item as the programme.",
            "Everybody who reads the strand then sees this agenda of %(items)s items as the programme.",
            items,
        )
        return text % {"items": items}

    def get_consequences(self) -> list[str]:
        """Who is told."""
        return [_("The coordinators of the pairings it serves and of the hosts get an e-mail.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the changes."""
        return super().get_context_data(changes=self.changes, release=self.agenda.release, **kwargs)

    def act(self, form: Any) -> str:
        """Release it."""
        release = release_agenda(
            by=self.request.user,
            grants=self.grants,
            event=self.event,
            digest=form.cleaned_data["seen"],
            note=form.cleaned_data["note"],
        )
        return _("Version %(number)s is released.") % {"number": release.number}
