"""Lists of the administration that a browser looks at once, in Korean: for the rest another of their class stands."""

# By the list that is looked at in both languages and widths: those that the same class draws from the same parts. All
# other pages of these records are looked at as every page is.
STANDS_FOR: dict[str, tuple[str, ...]] = {
    "partnerships_confirmation": (
        "events_agendaitem",
        "events_agendarelease",
        "events_delegate",
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
        "partnerships_indicator",
        "partnerships_interest",
        "partnerships_levelchange",
        "partnerships_measurement",
        "partnerships_milestone",
        "partnerships_planitem",
        "partnerships_practicequestion",
        "partnerships_project",
        "partnerships_projectresult",
        "partnerships_stage",
        "partnerships_target",
        "partnerships_textedition",
        "reports_publicityitem",
        "reports_reportingperiod",
        "reports_reportingterms",
    ),
    "partnerships_actionplan": ("partnerships_agreedthemes", "partnerships_closing"),
    "partnerships_organisation": ("partnerships_city", "partnerships_partner"),
    "partnerships_pairing": (
        "partnerships_membership",
        "partnerships_participation",
        "partnerships_programme",
        "partnerships_strand",
        "partnerships_strandrole",
        "partnerships_theme",
    ),
}
STOOD_FOR = frozenset(f"admin:{one}_changelist" for likes in STANDS_FOR.values() for one in likes)
# The history of a record is a list too, of its versions or of what was done: every record has one of these two.
HISTORIES = ("partnerships_pairing", "partnerships_confirmation")


def is_stood_for(name: str) -> bool:
    """Whether another list stands for that of this address."""
    return name in STOOD_FOR or (name.endswith("_history") and name not in map("admin:{}_history".format, HISTORIES))
