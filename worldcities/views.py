"""The pages of the whole portal: my tasks, search, handbook, statements, and what watches over it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, View

from accounts.audit_actions import OWN_DATA_TAKEN
from accounts.middleware import LANGUAGE_KEY
from accounts.users import keep_first_steps, note_visit
from core import clock
from core.act_forms import FILLED, PAGE_LANGUAGE, filled_address, keep_values, typed_values
from core.formats import format_date, short_date, spell_count
from core.kept import KeptForReader
from core.log import write_audit
from core.parts import Task, collect
from core.plain_text import message_text
from core.sent_files import send_file
from partnerships.tasks.parts import clocks_at, read_clocks, read_pairings, read_tasks
from worldcities.first_steps import first_steps
from worldcities.handbook import CHAPTERS, SHELVES, neighbours, read_chapter, read_statement
from worldcities.operation import unready
from worldcities.personal_data import own_data_file

WEEK = 7  # days that are near
HALF_A_YEAR = 180
SHOWN, ROWS, OWED = 4, 20, 5  # tasks before the fold, of a page, and of the other side


def _row(task: Task, today: dt.date) -> dict[str, Any]:
    """A task on a day as the page shows it: its status as components call it, in words too, and as a message."""
    left, day = task.days_left(today), task.when or format_date(task.due)
    if left is None:
        days = _("no day set")
    elif left < 0:
        days = ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
    elif left == 0:
        days = pgettext("due", "today")
    else:
        days = ngettext("in %(count)s day", "in %(count)s days", left) % {"count": left}
    # For a messenger: three lines and a link.
    whose = {"partner": task.waits_for, "verb": task.verb}
    verb = _("%(partner)s: %(verb)s") % whose if task.waits_for else task.verb
    due = _("Due: %(day)s (%(days)s)") % {"day": day, "days": days} if day else ""
    return {
        "task": task,
        "state": "planned" if left is None or left > WEEK else "overdue" if left < 0 else "soon",
        "is_late": _is_late(task, today),
        "days": days,
        # A day that is near does without its year.
        "due_day": task.when or (short_date(task.due) if task.due and abs(left or 0) < HALF_A_YEAR else day),
        "message": message_text([f"{task.about} · {verb}: {task.thing}", str(task.why), due], str(task.url)),
    }


def _is_late(task: Task, today: dt.date) -> bool:
    return task.due is not None and task.due < today


def _mine(count: int, late: int) -> str:
    """How many things wait for the reader, and how many of them are late."""
    if not count:
        return _("Nothing waits for you.")
    if not late:
        said = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count)
    elif count == 1:
        return _("One thing waits for you, and it is late.")
    elif count == late == 2:
        return _("Two things wait for you, both of them late.")
    elif late == count:
        said = _("%(count)s things wait for you, all of them late.")
    else:
        said = ngettext(
            "%(count)s things wait for you, %(late)s of them late.",
            "%(count)s things wait for you, %(late)s of them late.",
            late,
        )
    return capfirst(said % {"count": spell_count(count), "late": spell_count(late)})


def _owed_to_others(tasks: Sequence[Task]) -> str:
    """How much of the reader's own stands on the other side's page as what it waits for, and with which number."""
    owed = [task.owed_to for task in tasks if task.owed_to]
    if not owed:
        return ""
    names = {name for some in owed for name in some}
    words = {"partner": names.pop() if len(names) == 1 else _("The other side"), "count": spell_count(len(owed))}
    return _("%(partner)s waits for %(count)s.") % words


# How far back the changes reach for whoever has never marked them as read.
FIRST_LOOK = dt.timedelta(days=14)


class MyTasks(KeptForReader, TemplateView):
    """What waits for the reader and for the other side, and the reader's pairings."""

    template_name = "worldcities/my_tasks.html"
    live = {"clocks": ("partnerships/tasks/home.html#clocks", clocks_at)}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A visit begins before the page is looked up: what is new is marked from then on."""
        if request.method == "GET" and request.user.is_authenticated:
            note_visit(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its tasks and its panels."""
        today, now = clock.today(), clock.now()
        pairings = read_pairings(self.grants)
        tasks = list(read_tasks(grants=self.grants, today=today, pairings=pairings))
        # By day, without a day last; then by what they are about, so that the order is always the same.
        tasks.sort(key=lambda task: (task.due or dt.date.max, task.about, task.verb, task.thing))
        mine, owed = [task for task in tasks if task.mine], [task for task in tasks if not task.mine]
        late = sum(_is_late(task, today) for task in mine)
        page = Paginator(mine, ROWS).get_page(self.request.GET.get("page"))
        rows = [_row(task, today) for task in page.object_list]
        before = SHOWN if page.number == 1 else ROWS
        shows_owed = self.request.GET.get("owed") == "all"
        seen = self.request.user.tasks_seen_at or now - FIRST_LOOK
        clocks = read_clocks(self.grants, pairings)
        given = collect("home", grants=self.grants, today=today, now=now, since=seen, pairings=pairings)
        panels = sorted(given, key=lambda one: one.long)
        places = {place: [one for one in panels if one.place == place] for place in ("aside", "below")}
        # Whoever acts nowhere reads along, unless something waits: a report to decide on, a file that is ready.
        reads_only = not (self.grants.participations or self.grants.staff or mine)
        if self.grants.is_administrator:
            reading = _("Administrators have no tasks. What waits for the sides is on the boards.")
        else:
            reading = _("You have read access only, so you have no tasks.")
        return super().get_context_data(
            page=page,
            waiting=rows[:before],
            more=rows[before:],
            owed=[_row(task, today) for task in (owed if shows_owed else owed[:OWED])],
            owed_count=len(owed),
            owed_more=0 if shows_owed else len(owed[OWED:]),
            shows_owed=shows_owed,
            owed_by=owed[0].waits_for if len({task.waits_for for task in owed}) == 1 else "",
            # Each task says to which pairing it belongs where there are several.
            is_mixed=len(pairings) > 1,
            clocks=clocks,
            only_strand=str(pairings[0].strand) if len({row.strand_id for row in pairings}) == 1 else "",
            first_steps=first_steps(self.request.user, self.grants, self.request.strands),
            reads_only=reads_only,
            sentence=reading if reads_only else f"{_mine(len(mine), late)} {_owed_to_others(mine)}".strip(),
            **places,
            **kwargs,
        )


class KeepFirstSteps(View):
    """Answers POST alone: `shown=on` shows them again, anything else puts them away. Both lead to my tasks."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it and go to the page on which they stand."""
        shown = request.POST.get("shown") == "on"
        keep_first_steps(by=request.user, shown=shown)  # type: ignore[arg-type]
        if not shown:
            messages.success(request, _("Hidden. “My account” shows the first steps again."))
        return redirect("my-tasks")


def _link(name: str | None) -> tuple[str, str] | None:
    """Address and title of a chapter."""
    return (reverse("help-chapter", args=[name]), read_chapter(name)["title"]) if name else None


@method_decorator(login_not_required, name="dispatch")
class Help(TemplateView):
    """What there is to read, by role."""

    template_name = "worldcities/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The shelves with their chapters, and every chapter in order."""
        shelves = [(role, title, [_link(name) for name in chapters]) for role, title, chapters in SHELVES]
        return super().get_context_data(shelves=shelves, chapters=[_link(name) for name in CHAPTERS], **kwargs)


@method_decorator(login_not_required, name="dispatch")
class HelpChapter(TemplateView):
    """One chapter in the reader's language, with the way to those beside it."""

    template_name = "worldcities/help_chapter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chapter's text and its neighbours; a name that no chapter has is not found."""
        name = kwargs["chapter"]
        if name not in CHAPTERS:
            raise Http404
        prose = read_chapter(name)
        before, after = (_link(one) for one in neighbours(name))
        crumbs = [(_("Help"), reverse("help")), (prose["title"], "")]
        return super().get_context_data(prose=prose, crumbs=crumbs, before=before, after=after, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Statement(TemplateView):
    """One statement in the reader's language, for everybody."""

    template_name = "worldcities/prose.html"
    name: str = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text."""
        return super().get_context_data(prose=read_statement(self.name, get_language() or "en"), **kwargs)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for the session, and go back to the page it was chosen on.

    The form of an act can be sent here instead, naming its `page`: what was typed then stands in it again.
    """
    language = request.POST.get(PAGE_LANGUAGE, "")
    if language in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = language
    page = request.GET.get("page", "")
    target = page or request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect("/")
    if page and request.user.is_authenticated:
        keep_values(request, page.partition("?")[0], typed_values(request.POST))
        target = target if FILLED in page.partition("?")[2].split("&") else filled_address(page)
    return HttpResponseRedirect(target)


class MyData(View):
    """What the portal has about its reader, to take along."""

    asks_again = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The archive; that it was taken is in the log."""
        person: Any = request.user
        content = own_data_file(person)
        write_audit(action=OWN_DATA_TAKEN, by=person)
        return send_file(content, name=f"my-data-{clock.today()}.zip", media_type="application/zip")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives; whether it can do its work, `readyz` says."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the portal can do all its work, else 503 with what it lacks."""
    if faults := list(unready()):
        return HttpResponse("\n".join(faults), content_type="text/plain", status=503, headers={"Retry-After": "60"})
    return HttpResponse("ready", content_type="text/plain")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116): the operator, for as long as the portal answers."""
    until = (clock.now() + dt.timedelta(days=90)).replace(microsecond=0)
    lines = (
        f"Contact: mailto:{settings.OPERATOR_EMAIL}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, ko",
        f"Canonical: {settings.BASE_URL}{request.path}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
