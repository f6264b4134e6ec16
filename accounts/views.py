"""The pages on which a person keeps the own account, switches mails off, and comes to a new password."""

from typing import Any

from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, UpdateView

from accounts.audit_actions import RESET_STOPPED
from accounts.mails.sending import UnknownLink, read_token, switch_mails
from accounts.middleware import LANGUAGE_KEY
from accounts.models import User
from accounts.sign_in.forms import TooManyTries, remember_browser, take_try
from accounts.sign_in.services import log_refused
from accounts.users import ask_for_erasure, withdraw_erasure
from core import clock
from core.access import Grants
from core.act_forms import leave_out_unwritten
from core.action_views import REFUSED
from core.errors import AlreadyDone
from core.parts import collect
from core.texts import in_naming_order, in_reading_order

OF_THE_PERSON = ("given_name", "family_name", "name_order", "name_native", "language", "time_zone")
SHOWN = ("shows_email", "shows_telephone", "shows_hours", "shows_to_programme")
OF_MAILS = ("mail_now", "mail_deadlines", "mail_digest", "mail_comments")


class AccountForm(forms.ModelForm):
    """A person's own details; the address is the sign-in and is changed by an administrator."""

    class Meta:
        model = User
        fields = [*OF_THE_PERSON, *User.OF_CARD, *SHOWN, *OF_MAILS]
        help_texts = {
            "given_name": gettext_lazy("Shown beside what you do."),
            "name_order": gettext_lazy("How the name is written throughout the portal."),
            "language": gettext_lazy("The language of pages and mails."),
            "name_native": gettext_lazy("As you write it yourself, such as 김지수."),
            "function_en": gettext_lazy("Shown beside the name to everybody in the strand."),
            "office_en": gettext_lazy("Shown on your card to everybody in the strand."),
            "shows_email": gettext_lazy("Coordinators, programme staff and contracting authority."),
            "shows_telephone": gettext_lazy("Coordinators, programme staff and contracting authority."),
            "shows_hours": gettext_lazy("Shown to everybody in the strand; they are those of your partner."),
            "shows_to_programme": gettext_lazy(
                "For coordinators: name, function, department, office address, and the e-mail address if it is shown."
            ),
            "telephone": gettext_lazy("With the country’s code, such as +82 51 888 0000."),
            "languages": gettext_lazy("Such as Korean, English."),
            "time_zone": gettext_lazy(
                "Such as Asia/Seoul or Europe/Madrid. If left empty, times are in Brussels time."
            ),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "language": forms.Select(attrs={"autocomplete": "language"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        # The template has the form around it, with its token and its buttons.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        post = in_reading_order("function", "office")
        card = Fieldset(gettext_lazy("My card"), *post, "telephone", "languages", css_class="wc-fieldset")
        shown = Fieldset(gettext_lazy("What others in the strand see"), *SHOWN, css_class="wc-fieldset")
        mails = Fieldset(pgettext_lazy("account", "Mail"), *OF_MAILS, css_class="wc-fieldset")
        self.helper.layout = Layout(*in_naming_order(OF_THE_PERSON), card, shown, mails)


class Account(UpdateView):
    """Name, language, time zone of the person who is signed in; nobody else's."""

    model = get_user_model()
    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: Any = None) -> User:
        """Always the reader."""
        return get_user_model()._default_manager.get(email=self.request.user.get_username())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its panels."""
        grants: Grants = self.request.grants  # type: ignore[attr-defined]
        panels = collect("account", grants=grants, today=clock.today())
        context = super().get_context_data(panels=panels, **kwargs)
        leave_out_unwritten(context["form"])
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; the account's language wins over an earlier switch of this session."""
        response = super().form_valid(form)
        self.request.session.pop(LANGUAGE_KEY, None)
        with translation.override(form.instance.language or translation.get_language()):
            messages.success(self.request, _("Saved."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show it again with its faults, as a refusal."""
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)


class Erasure(TemplateView):
    """Asks the administrators to erase the own data; `withdraw` takes the request back until it is carried out."""

    template_name = "accounts/erasure.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask or withdraw, and say so on the same page."""
        person: Any = request.user
        withdraws = "withdraw" in request.POST
        try:
            (withdraw_erasure if withdraws else ask_for_erasure)(by=person)
        except AlreadyDone as done:
            messages.info(request, str(done))
        else:
            asked = _("Your request has gone to the administrators.")
            messages.success(request, _("Your request is withdrawn. Nothing was erased.") if withdraws else asked)
        return redirect("accounts:erasure")


# Without a token against forgery: mail programs post here by themselves (RFC 8058), and the address is signed.
@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class MailUnsubscribe(TemplateView):
    """Asks whether to switch a group of mails off; a POST does it, `wanted=on` takes it back."""

    template_name = "accounts/mail_unsubscribe.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a link that nobody has sent with 404 and its reason."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnknownLink as unknown:
            return self.response_class(
                request=request,
                template=["components/dead_link.html"],
                context=self.get_context_data(
                    title=_("Mail settings"),
                    reason=str(unknown),
                    url=reverse("accounts:account"),
                    label=_("My account"),
                ),
                status=404,
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask: a mail scanner that follows links switches nothing off."""
        person, group = read_token(self.kwargs["signed"])
        return self.render_to_response(self.get_context_data(person=person, group=group))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Switch the group off, or on again, and say so."""
        wanted = request.POST.get("wanted") == "on"
        person, group = switch_mails(token=self.kwargs["signed"], wanted=wanted)
        return self.render_to_response(self.get_context_data(person=person, group=group, switched_off=not wanted))


class AskForPassword(PasswordResetView):
    """Asks for the mail that leads to a new password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Leave it to the queue, unless it was asked for too often from here."""
        try:
            take_try(self.request, form.cleaned_data["email"], "reset")
        except TooManyTries as stopped:
            log_refused(RESET_STOPPED, self.request, address=form.cleaned_data["email"], once_a_minute=True)
            form.add_error(None, str(stopped))
            return self.form_invalid(form)
        return super().form_valid(form)


class ChoosePassword(PasswordResetFromKeyView):
    """Takes the new password by the link of that mail."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, and know this browser: whoever reads the owner's mails is no stranger."""
        response = super().form_valid(form)
        remember_browser(response, self.reset_user)
        return response


class AddPasskey(AddWebAuthnView):
    """Makes a passkey that the browser finds by itself, and that asks for a finger, a face or a PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"js_data": {"creation_options": begin_registration(self.request.user, passwordless=True)}}


class RemovePasskey(RemoveWebAuthnView):
    """Removes one, and goes back to the page that lists them."""

    pk_url_kwarg = "passkey"
    success_url = reverse_lazy("mfa_index")
