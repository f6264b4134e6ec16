"""Lists of the administration that a browser does not look at one by one: another of the same class stands for each."""

from __future__ import annotations

# By the list that is looked at, with the histories of its records: those that are drawn by the same class from the
# same parts. Forms, and the pages that say that nothing can be added, are looked at one by one.
STANDS_FOR: dict[str, tuple[str, ...]] = {
    "partnerships_confirmation": (
        "events_agendaitem",
        "events_agendarelease",
        "events_delegation",
        "events_destructionrecord",
        "events_event",
        "events_eventdatechange",
        "events_headcount",
        "events_invitationletter",
        "events_minutes",
        "events_minutesobjection",
        "events_notedinterest",
        "events_quota",
        "events_trippaper",
        "events_visitnote",
        "partnerships_agreement",
        "partnerships_closingday",
        "partnerships_comment",
        "partnerships_contact",
        "partnerships_datechange",
        "partnerships_deputy",
        "partnerships_document",
        "partnerships_followup",
        "partnerships_goodpractice",
        "partnerships_interest",
        "partnerships_levelchange",
        "partnerships_measurement",
        "partnerships_project",
        "partnerships_projectresult",
        "partnerships_target",
        "partnerships_textedition",
    ),
    "partnerships_actionplan": ("partnerships_agreedthemes", "partnerships_closing"),
    "partnerships_organisation": ("partnerships_city", "partnerships_partner"),
    "partnerships_milestone": (
        "partnerships_indicator",
        "partnerships_membership",
        "partnerships_pairing",
        "partnerships_participation",
        "partnerships_programme",
        "partnerships_strand",
        "partnerships_strandrole",
        "partnerships_theme",
    ),
    "partnerships_planitem": (
        "partnerships_stage",
        "reports_publicityitem",
        "reports_reportingperiod",
        "reports_reportingterms",
    ),
}
NOT_LOOKED_AT = frozenset(
    f"admin:{one}_{end}" for likes in STANDS_FOR.values() for one in likes for end in ("changelist", "history")
)
