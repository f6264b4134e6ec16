"""The acts on a delegate's personal link: made and mailed, or shown once; revoked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from core.acts import refusal_by
from core.texts import writer_language
from events.forms.delegate_links import LinkForm
from events.services.delegate_links import check_linkable, check_open_link, make_link, revoke_links
from events.views.delegate_acts import OnDelegate
from events.views.shown_once import ShowsOnce


class DelegateLinkMake(ShowsOnce, OnDelegate):
    """Makes a link; what goes out by mail the maker never sees, the other kind is shown once."""

    name = "edit"
    form_class = LinkForm
    title = gettext_lazy("Make a personal link")
    submit_label = gettext_lazy("Make the link")

    def get_refusal(self) -> str:
        """Why nobody needs one now, where nobody does."""
        return refusal_by(check_linkable, self.record, self.event)

    def get_question(self) -> str:
        """Where it goes."""
        if self.record.email:
            return _("The link is sent to %(address)s. You do not see it.") % {"address": self.record.email}
        return _(
            "The delegate has no e-mail address here, so the link is shown to you, once. With an address it goes "
            "there, and the delegate's own page shows its content everywhere."
        )

    def get_consequences(self) -> list[str]:
        """Earlier links end, and a new one does not show what was told by them."""
        if not self.record.links.filter(revoked_at=None).exists():
            return []
        return [_("The earlier link ends. What was told by it stays, but the new link does not show it.")]

    def get_initial(self) -> dict[str, Any]:
        """The language of the name in the own script, as a proposal."""
        return {"language": writer_language(self.record.name_native)}

    def act(self, form: Any) -> str:
        """Make it."""
        made = make_link(**self.given(form), language=form.cleaned_data["language"])
        self.made = made.url
        return _("The link is made.") if made.url else _("The link is on its way.")

    def get_shown(self) -> dict[str, Any]:
        """The link as a message."""
        words = _("Your personal page for “%(event)s”: %(url)s") % {"event": self.event.title, "url": self.made}
        return {"title": _("The personal link"), "message": words}


class DelegateLinkRevoke(OnDelegate):
    """Ends the link, such as one that went to a wrong address."""

    name = "edit"
    form_class = ActForm
    title = gettext_lazy("Revoke the personal link")
    submit_label = gettext_lazy("Revoke")
    danger = True
    question = gettext_lazy("The link opens nothing from then on. What was told by it stays.")

    def get_refusal(self) -> str:
        """That none is open; one that is ends also after the event was cancelled."""
        return refusal_by(check_open_link, self.record)

    def act(self, form: Any) -> str:
        """End it."""
        revoke_links(**self.given(form))
        return _("The link is revoked.")
