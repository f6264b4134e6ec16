"""Who may visit what: every address with its kind of access, gathered from the parts of the portal."""

from __future__ import annotations

from worldcities.tests.access_kinds import (
    ACCOUNT_FORM,
    KEEP,
    KEEP_ACT,
    KEEP_FORM,
    OFFICE_FORM,
    OWN_FORM,
    PUBLIC,
    READ,
    REFUSED_FORM,
    SIGN_IN,
    SIGNED_IN,
    Access,
    Status,
    row,
)
from worldcities.tests.access_rows import (
    agreements,
    contacts,
    documents,
    event_agendas,
    event_calendars,
    event_delegate_pages,
    event_delegations,
    event_events,
    event_lists,
    event_minutes,
    event_trips,
    event_visit_notes,
    follow_ups,
    history,
    hours,
    indicators,
    mails,
    matching,
    milestones,
    organisations,
    pairings,
    plan,
    projects,
    report_briefs,
    report_calendar,
    report_dashboards,
    report_exports,
    report_publicity,
    report_reports,
    report_results,
    report_updates,
    rounds,
    tasks,
    texts,
    translations,
)

TABLE: dict[str, Access] = {
    # worldcities
    "my-tasks": SIGNED_IN,
    "search": SIGNED_IN,
    "first-steps": Access(get=row(405, anonymous=SIGN_IN), post=row(302, anonymous=SIGN_IN)),
    "help": Access(get=row(200), post=row(405)),
    "help-chapter": Access(get=row(200), post=row(405)),
    "accessibility": Access(get=row(200), post=row(405)),
    "privacy": Access(get=row(200), post=row(405)),
    "healthz": Access(get=row(200), post=row(405)),
    "readyz": Access(get=row(200), post=row(405)),
    "set_language": Access(get=row(405), post=row(302)),
    "styleguide": Access(get=row(200), post=row(405)),
    # accounts: a form that comes back empty is shown again with its faults
    "accounts:account": ACCOUNT_FORM,
    "mail:unsubscribe": PUBLIC,
    "account_login": Access(get=row(302, anonymous=200), post=row(302, anonymous=200)),
    "account_logout": Access(get=row(200, anonymous=302), post=row(302)),
    "account_inactive": Access(get=row(200), post=row(405)),
    "account_signup": Access(get=row(302, anonymous=200), post=row(302, anonymous=200)),
    "account_reauthenticate": OWN_FORM,
    "account_change_password": OWN_FORM,
    "account_set_password": Access(get=row(302, anonymous=SIGN_IN), post=row(302, anonymous=SIGN_IN)),
    "account_reset_password": PUBLIC,
    "account_reset_password_done": Access(get=row(200), post=row(405)),
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": Access(get=row(200), post=row(405)),
    # partnerships
    "partnerships:strand-list": SIGNED_IN,
    "partnerships:strand": READ,
    "partnerships:timeline": READ,
    "partnerships:theme-list": READ,
    "partnerships:theme": READ,
    "partnerships:partner": READ,
    "partnerships:partner-list": READ,
    "partnerships:milestone-list": READ,
    "partnerships:pairing": READ,
    "partnerships:milestone": READ,
    "partnerships:people": KEEP,
    "partnerships:person-invite": KEEP_FORM,
    "partnerships:invitation-resend": KEEP_ACT,
    "partnerships:invitation-withdraw": KEEP_ACT,
    "partnerships:hand-over": OFFICE_FORM,
    "partnerships:hand-over-sheet": KEEP,
    "partnerships:deputy-add": OFFICE_FORM,
    "partnerships:deputy-end": OFFICE_FORM,
    "partnerships:strand-role-end": KEEP_ACT,
    "partnerships:access-end": OFFICE_FORM,
    "partnerships:access-give": OFFICE_FORM,
    "partnerships:invitation": REFUSED_FORM,
    **agreements.ROWS,
    **contacts.ROWS,
    **documents.ROWS,
    **event_agendas.ROWS,
    **event_calendars.ROWS,
    **event_delegate_pages.ROWS,
    **event_delegations.ROWS,
    **event_events.ROWS,
    **event_lists.ROWS,
    **event_minutes.ROWS,
    **event_trips.ROWS,
    **event_visit_notes.ROWS,
    **report_briefs.ROWS,
    **report_calendar.ROWS,
    **report_dashboards.ROWS,
    **report_exports.ROWS,
    **report_publicity.ROWS,
    **report_reports.ROWS,
    **report_results.ROWS,
    **report_updates.ROWS,
    **follow_ups.ROWS,
    **history.ROWS,
    **hours.ROWS,
    **indicators.ROWS,
    **mails.ROWS,
    **matching.ROWS,
    **milestones.ROWS,
    **organisations.ROWS,
    **pairings.ROWS,
    **plan.ROWS,
    **projects.ROWS,
    **rounds.ROWS,
    **tasks.ROWS,
    **texts.ROWS,
    **translations.ROWS,
}

# Django admin, by the end of a route's name: an administrator's GET and POST; everybody else is refused.
# A POST without its fields comes back with its faults; a list sends an unknown act back to itself.
ADMIN_RULE: dict[str, tuple[frozenset[int], frozenset[int]]] = {
    "index": (frozenset({200}), frozenset({200})),
    "app_list": (frozenset({200}), frozenset({200})),
    "login": (frozenset({302}), frozenset({302})),
    "logout": (frozenset({405}), frozenset({200, 302})),
    "password_change": (frozenset({302}), frozenset({302})),
    "password_change_done": (frozenset({200}), frozenset({405})),
    "jsi18n": (frozenset({200}), frozenset({405})),
    # Without a field to complete, and for a record that has no page of its own.
    "autocomplete": (frozenset({403}), frozenset({405})),
    "view_on_site": (frozenset({404}), frozenset({404})),
    "changelist": (frozenset({200}), frozenset({200, 302})),
    "simple_history": (frozenset({200}), frozenset({403})),
    "history": (frozenset({200}), frozenset({200})),
    # What services write is looked at and neither added nor changed.
    "add": (frozenset({200, 403}), frozenset({200, 403})),
    "change": (frozenset({200}), frozenset({200, 302, 403})),
    # No record with a history is deleted, and no earlier version is written back from here.
    "delete": (frozenset({403}), frozenset({403})),
}


def admin_rule(name: str) -> tuple[frozenset[int], frozenset[int]]:
    """The rule of a route of Django admin; KeyError for one that the table does not know."""
    route = name.removeprefix("admin:")
    return ADMIN_RULE[route if route in ADMIN_RULE else next(end for end in ADMIN_RULE if route.endswith(f"_{end}"))]


def admin_expected(name: str, role: str, method: str) -> frozenset[Status]:
    """What may answer: its door is the portal's own, closed with 403 for whoever is no administrator."""
    if role == "anonymous":
        return frozenset({SIGN_IN})
    if role != "administrator":
        return frozenset({403})
    get, post = admin_rule(name)
    return frozenset(get if method == "GET" else post)
