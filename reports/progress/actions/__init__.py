"""What people do to progress reports."""

from reports.progress.actions.drafts import AddReport, ArrangeReport, DiscardReport, FreezeReport, WriteReport
from reports.progress.actions.issuing import AcceptReport, IssueReport, ReturnReport, ReviseReport

STEPS = (WriteReport, ArrangeReport, FreezeReport, IssueReport, ReviseReport, DiscardReport, AcceptReport, ReturnReport)

__all__ = [
    "STEPS",
    "AcceptReport",
    "AddReport",
    "ArrangeReport",
    "DiscardReport",
    "FreezeReport",
    "IssueReport",
    "ReturnReport",
    "ReviseReport",
    "WriteReport",
]
