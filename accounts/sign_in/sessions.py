"""How long somebody stays signed in, and in which browsers (allauth keeps the list, and its page ends them)."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.audit_actions import SESSION_RAN_OUT
from accounts.sign_in.services import log_sign_in

BEGUN, SEEN = "begun", "seen"
# Seconds: a session that is used is written so often, and not with every page.
NOTED_EVERY = 300


class SessionLimitsMiddleware:
    """Signs out whoever was away for longer than SESSION_IDLE_MINUTES, or signed in SESSION_HOURS ago; 0: no limit.

    What was typed into a long form is kept as a draft, and is there after the next sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as to a stranger where the time is over."""
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            idle, longest = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
            begun, seen = session.get(BEGUN, now), session.get(SEEN, now)
            if (idle and now - seen > idle) or (longest and now - begun > longest):
                log_sign_in(SESSION_RAN_OUT, request)
                logout(request)
                messages.info(request, _("You were signed out, because some time has passed. Please sign in again."))
            elif now - seen > NOTED_EVERY:
                session[SEEN] = now
        response = self.get_response(request)
        # Who has just signed in has a session that is to be written anyhow.
        if request.user.is_authenticated and request.session.modified and BEGUN not in request.session:
            request.session[BEGUN] = request.session[SEEN] = int(time.time())
        return response


def forget_ended() -> None:
    """Drop from the lists what is no session any more: it ended by itself, or with the end of access."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
