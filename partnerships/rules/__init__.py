"""Who may do what to one row: small pure functions of (grants, row)."""

from partnerships.rules.journey import (
    actors_of,
    may_edit_pairing,
    may_edit_text,
    may_read_draft,
    may_see_dealings,
    may_see_some_dealings,
    may_view_follow_up,
    may_view_pairing,
    may_view_text,
    side_of,
)
from partnerships.rules.places import (
    may_edit_plan,
    may_see_programme,
    may_view_organisation,
    may_view_participation,
    may_view_partner,
    may_view_strand,
    may_view_theme,
)
from partnerships.rules.together import (
    may_merge_organisations,
    may_view_comment,
    may_view_contact,
    may_view_document,
    may_view_note,
)

__all__ = [
    "actors_of",
    "may_edit_pairing",
    "may_edit_plan",
    "may_edit_text",
    "may_merge_organisations",
    "may_read_draft",
    "may_see_dealings",
    "may_see_programme",
    "may_see_some_dealings",
    "may_view_comment",
    "may_view_contact",
    "may_view_document",
    "may_view_follow_up",
    "may_view_note",
    "may_view_organisation",
    "may_view_pairing",
    "may_view_participation",
    "may_view_partner",
    "may_view_strand",
    "may_view_text",
    "may_view_theme",
    "side_of",
]
