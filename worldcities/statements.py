"""What the operator owes to everybody who uses the portal: the accessibility statement and the privacy notice."""

from __future__ import annotations

from django.conf import settings

from worldcities.prose import Prose, read_prose

FOLDER = "statements"
STATEMENTS = ("accessibility", "privacy")
_DAY = 24 * 60 * 60


def read_statement(name: str, language: str) -> Prose:
    """A statement with the operator's name and address, and the periods that this installation really keeps."""
    suffix = language.upper()
    values = {
        "operator": getattr(settings, f"OPERATOR_NAME_{suffix}"),
        "email": settings.OPERATOR_EMAIL,
        "accessibility_body": getattr(settings, f"ACCESSIBILITY_BODY_{suffix}"),
        "privacy_body": getattr(settings, f"PRIVACY_BODY_{suffix}"),
        "erase_days": str(settings.ERASE_DAYS),
        "consent_years": str(settings.CONSENT_YEARS),
        "export_days": str(settings.EXPORT_DAYS),
        "session_days": str(settings.SESSION_COOKIE_AGE // _DAY),
    }
    return read_prose(FOLDER, name, language, values)
