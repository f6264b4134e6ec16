"""The choices of this app, stored as they stand in addresses and snapshots."""

from django.db import models
from django.utils.translation import pgettext_lazy

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


class PeriodKind(models.TextChoices):
    """What is due at the end of a reporting period."""

    INCEPTION = "inception", pgettext_lazy("kind of a report", "Inception report")
    INTERIM = "interim", pgettext_lazy("kind of a report", "Interim report")
    FINAL = "final", pgettext_lazy("kind of a report", "Final report")


class PeriodState(models.TextChoices):
    """How a period stands on a day; computed, never stored."""

    COMING = "coming", pgettext_lazy("state of a reporting period", "Not yet due")
    DUE = "due", pgettext_lazy("state of a reporting period", "Due")
    LATE = "late", pgettext_lazy("state of a reporting period", "Late")
    NOT_REPORTED = "not-reported", pgettext_lazy("state of a reporting period", "Not reported")
    SENT = "sent", pgettext_lazy("state of a reporting period", "Sent")
    RETURNED = "returned", pgettext_lazy("state of a reporting period", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("state of a reporting period", "Accepted")
    SKIPPED = "skipped", pgettext_lazy("state of a reporting period", "Skipped")


class UpdateStatus(models.TextChoices):
    """Where a city update stands."""

    DRAFT = "draft", pgettext_lazy("city update", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("city update", "Submitted")
    RETURNED = "returned", pgettext_lazy("city update", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("city update", "Accepted")


# Whose words are still the city's own to write, and whose text stands.
OPEN_UPDATE = (UpdateStatus.DRAFT, UpdateStatus.RETURNED)
SENT_UPDATE = (UpdateStatus.SUBMITTED, UpdateStatus.RETURNED, UpdateStatus.ACCEPTED)
# What a city has handed in and was not asked to complete.
HANDED_IN = (UpdateStatus.SUBMITTED, UpdateStatus.ACCEPTED)


class UpdateAct(models.TextChoices):
    """What happened to a city update, as its chain shows it."""

    SUBMITTED = "submitted", pgettext_lazy("step of a city update", "Submitted")
    TAKEN_BACK = "taken-back", pgettext_lazy("step of a city update", "Taken back")
    RETURNED = "returned", pgettext_lazy("step of a city update", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("step of a city update", "Accepted")


class Question(models.TextChoices):
    """The three questions of a city update."""

    ACHIEVED = "achieved", pgettext_lazy("question of a city update", "What was achieved")
    DIFFICULT = "difficult", pgettext_lazy("question of a city update", "What was difficult")
    NEXT = "next", pgettext_lazy("question of a city update", "What comes next")


class LineState(models.TextChoices):
    """What the city did with a line that was drafted from the records."""

    KEPT = "kept", pgettext_lazy("drafted line", "Kept")
    EDITED = "edited", pgettext_lazy("drafted line", "Edited")
    DROPPED = "dropped", pgettext_lazy("drafted line", "Dropped")


class ReportStatus(models.TextChoices):
    """Where a progress report stands. That a newer revision replaces it is computed."""

    DRAFT = "draft", pgettext_lazy("progress report", "Draft")
    ISSUED = "issued", pgettext_lazy("progress report", "Issued")
    ACCEPTED = "accepted", pgettext_lazy("progress report", "Accepted")
    RETURNED = "returned", pgettext_lazy("progress report", "Returned")


# What left the house: frozen, with its files.
ISSUED_REPORT = (ReportStatus.ISSUED, ReportStatus.ACCEPTED, ReportStatus.RETURNED)


class ReportAct(models.TextChoices):
    """What happened to a progress report, as its chain shows it."""

    ISSUED = "issued", pgettext_lazy("step of a progress report", "Issued")
    ACCEPTED = "accepted", pgettext_lazy("step of a progress report", "Accepted")
    RETURNED = "returned", pgettext_lazy("step of a progress report", "Returned")


class FileFormat(models.TextChoices):
    """The formats of an issued report, by the ending of their names. `csv` is one file per table in a zip."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    DOCX = "docx", "DOCX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class Section(models.TextChoices):
    """The parts of a progress report, in their usual order; a strand's template chooses and orders them."""

    SUMMARY = "summary", pgettext_lazy("section of a report", "Summary")
    JOURNEY = "journey", pgettext_lazy("section of a report", "Journey")
    PROJECTS = "projects", pgettext_lazy("section of a report", "Cooperation projects")
    HELIX = "helix", pgettext_lazy("section of a report", "Triple helix")
    EVENTS = "events", pgettext_lazy("section of a report", "Events and participants")
    AGREEMENTS = "agreements", pgettext_lazy("section of a report", "Agreements")
    CONTACTS = "contacts", pgettext_lazy("section of a report", "Contacts")
    INDICATORS = "indicators", pgettext_lazy("section of a report", "Indicators")
    UPDATES = "updates", pgettext_lazy("section of a report", "What the cities report")
    PUBLICITY = "publicity", pgettext_lazy("section of a report", "Publicity")
    RISKS = "risks", pgettext_lazy("section of a report", "Risks and difficulties")
    LESSONS = "lessons", pgettext_lazy("section of a report", "Lessons")
    NEXT = "next", pgettext_lazy("section of a report", "Next period")


class ExportState(models.TextChoices):
    """How far a piece of long work is."""

    WAITING = "waiting", pgettext_lazy("long work", "Waiting")
    RUNNING = "running", pgettext_lazy("long work", "Running")
    READY = "ready", pgettext_lazy("long work", "Ready")
    FAILED = "failed", pgettext_lazy("long work", "Failed")
    EXPIRED = "expired", pgettext_lazy("long work", "Expired")


# What a worker has yet to do, or is doing.
OPEN_EXPORT = (ExportState.WAITING, ExportState.RUNNING)


class ImportState(models.TextChoices):
    """How far an import is."""

    SHOWN = "shown", pgettext_lazy("import", "Not imported")
    WORKING = "working", pgettext_lazy("import", "In progress")
    STORED = "stored", pgettext_lazy("import", "Imported")


class ImportWork(models.TextChoices):
    """What a worker does to an import."""

    CHECK = "check"
    STORE = "store"
    UNDO = "undo"


class ReportLanguages(models.TextChoices):
    """The languages in which a report is due."""

    EN = "en", pgettext_lazy("languages of a report", "English")
    KO = "ko", pgettext_lazy("languages of a report", "Korean")
    BOTH = "en;ko", pgettext_lazy("languages of a report", "English and Korean")


class PublicityLanguage(models.TextChoices):
    """The language in which something was published; by its code, where it is one of these."""

    EN = "en", pgettext_lazy("language", "English")
    KO = "ko", pgettext_lazy("language", "Korean")
    ES = "es", pgettext_lazy("language", "Spanish")
    CA = "ca", pgettext_lazy("language", "Catalan")
    FI = "fi", pgettext_lazy("language", "Finnish")
    NL = "nl", pgettext_lazy("language", "Dutch")
    DE = "de", pgettext_lazy("language", "German")
    FR = "fr", pgettext_lazy("language", "French")
    GD = "gd", pgettext_lazy("language", "Scottish Gaelic")
    OTHER = "other", pgettext_lazy("language", "Another language")
