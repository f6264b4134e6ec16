"""What the operator decides: periods in days and years, and its own words on reports, results and statements."""

from __future__ import annotations

from worldcities.settings.environment import env

# How many days after an event's last day what delegates told of themselves is erased, and for how many years their
# answers to what they were asked stay, to be shown.
ERASE_DAYS = env.int("ERASE_DAYS", default=30)
CONSENT_YEARS = env.int("CONSENT_YEARS", default=3)
# How many days before a journey its plan is due, and how many days after the return its report: Korean officials owe it
# within 30 days.
TRIP_PLAN_DAYS = env.int("TRIP_PLAN_DAYS", default=14)
TRIP_REPORT_DAYS = env.int("TRIP_REPORT_DAYS", default=30)
# For how many days a file that took long to make waits for whoever asked for it.
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)
# What the cover of a progress report says of the money and of who answers for its words, in both languages; empty
# says nothing. What a report said when it was frozen stays in its snapshot.
REPORT_FUNDING_STATEMENT_EN = env(
    "REPORT_FUNDING_STATEMENT_EN", default="This report was produced with the financial support of the European Union."
)
REPORT_FUNDING_STATEMENT_KO = env(
    "REPORT_FUNDING_STATEMENT_KO", default="이 보고서는 유럽연합의 재정 지원을 받아 작성되었습니다."
)
REPORT_DISCLAIMER_EN = env(
    "REPORT_DISCLAIMER_EN",
    default="Its contents are the sole responsibility of the implementer and do not necessarily reflect the views of "
    "the European Union.",
)
REPORT_DISCLAIMER_KO = env(
    "REPORT_DISCLAIMER_KO",
    default="보고서의 내용에 대한 책임은 전적으로 수행기관에 있으며, 유럽연합의 견해와 다를 수 있습니다.",
)
# Who runs the portal and answers for it, in both languages: it stands in the accessibility statement and in the privacy
# notice, with the bodies in Europe to which whoever is not helped may turn.
OPERATOR_NAME_EN = env("OPERATOR_NAME_EN", default="The operator of the World Cities portal")
OPERATOR_NAME_KO = env("OPERATOR_NAME_KO", default="세계도시 프로젝트 포털 운영기관")
OPERATOR_EMAIL = env("OPERATOR_EMAIL", default="portal@portal.example.org")
ACCESSIBILITY_BODY_EN = env(
    "ACCESSIBILITY_BODY_EN",
    default="the body that enforces web accessibility in the country of the operator, or, for an institution of the "
    "European Union, the European Ombudsman",
)
ACCESSIBILITY_BODY_KO = env(
    "ACCESSIBILITY_BODY_KO",
    default="운영기관이 있는 나라의 웹 접근성 감독기관 또는 유럽연합 기관인 경우 유럽 옴부즈만",
)
PRIVACY_BODY_EN = env(
    "PRIVACY_BODY_EN",
    default="the data protection authority of the country where you live or work, or, for an institution of the "
    "European Union, the European Data Protection Supervisor",
)
PRIVACY_BODY_KO = env(
    "PRIVACY_BODY_KO",
    default="거주하거나 근무하는 나라의 개인정보 감독기관 또는 유럽연합 기관인 경우 유럽 개인정보보호감독관(EDPS)",
)
# Under which terms public results may be reused, and who answers for them, in both languages; empty says nothing.
RESULTS_LICENCE_EN = env(
    "RESULTS_LICENCE_EN", default="Reuse is authorised, provided the source is acknowledged: World Cities."
)
RESULTS_LICENCE_KO = env("RESULTS_LICENCE_KO", default="출처(세계도시 프로젝트)를 밝히면 자유롭게 이용할 수 있습니다.")
RESULTS_DISCLAIMER_EN = env(
    "RESULTS_DISCLAIMER_EN",
    default="The two sides answer for what they release; it does not necessarily reflect the views of the European "
    "Union.",
)
RESULTS_DISCLAIMER_KO = env(
    "RESULTS_DISCLAIMER_KO",
    default="공개된 내용에 대한 책임은 양측에 있으며, 유럽연합의 견해와 다를 수 있습니다.",
)
