"""Small made-up periods, updates, reports and publicity; each is saved by the system (`by=None`)."""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import uuid4

import factory
from django.core.files.base import ContentFile

from core import clock
from partnerships.tests.factories import PairingFactory, ParticipationFactory, RecordFactory, StrandFactory, UserFactory
from reports.models import (
    CityUpdate,
    Export,
    IssuedFile,
    JointReport,
    ProgressReport,
    PublicityItem,
    PublicResults,
    ReportingPeriod,
    ReportingTerms,
    ReportStep,
    SectionText,
)


class ReportingTermsFactory(RecordFactory):
    class Meta:
        model = ReportingTerms

    strand = factory.SubFactory(StrandFactory)
    contract_number = "PI/2017/388-109"


class ReportingPeriodFactory(RecordFactory):
    """An interim period of six months in 2017, due four weeks after."""

    class Meta:
        model = ReportingPeriod

    strand = factory.SubFactory(StrandFactory)
    code = factory.Sequence(lambda n: f"interim-{n}")
    kind = "interim"
    starts_on = dt.date(2017, 3, 14)
    ends_on = dt.date(2017, 9, 13)
    due_on = dt.date(2017, 10, 11)


class CityUpdateFactory(RecordFactory):
    """A draft of a partner; `status` and answers as given."""

    class Meta:
        model = CityUpdate

    participation = factory.SubFactory(ParticipationFactory)
    period = factory.LazyAttribute(lambda row: ReportingPeriodFactory(strand=row.participation.strand))
    achieved_en = "Two halls were opened."


class ProgressReportFactory(RecordFactory):
    """A draft; `issued={…}` gives it a snapshot and its hash, as if it had been issued."""

    class Meta:
        model = ProgressReport

    period = factory.SubFactory(ReportingPeriodFactory)
    strand = factory.SelfAttribute("period.strand")

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        issued = kwargs.pop("issued", None)
        if issued is not None:
            text = json.dumps(issued, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            kwargs = {
                "status": "issued",
                "snapshot": text,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "renderer": 1,
                "frozen_at": clock.now(),
                "issued_at": clock.now(),
                "issued_label": "Claire Fontaine",
            } | kwargs
        return super()._create(model_class, *args, **kwargs)


class SectionTextFactory(RecordFactory):
    class Meta:
        model = SectionText

    report = factory.SubFactory(ProgressReportFactory)
    section = "summary"
    text_en = "The six months went well."


class IssuedFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IssuedFile

    report = factory.SubFactory(ProgressReportFactory, issued={})
    format = "pdf"
    language = "en"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name=f"{uuid4().hex}.pdf"))
    name = "report.pdf"
    size = 8
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(b"%PDF-1.7").hexdigest())


class ReportStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportStep

    report = factory.SubFactory(ProgressReportFactory, issued={})
    act = "issued"
    by_label = "Claire Fontaine"


class JointReportFactory(RecordFactory):
    """The text of a pairing's report; needs `report=` with a pairing."""

    class Meta:
        model = JointReport

    pairing = factory.SelfAttribute("report.pairing")
    code = factory.LazyAttribute(lambda row: f"{row.report.period.code}-{row.report.revision}")
    words = factory.LazyFunction(
        lambda: [{"title_en": "Summary", "title_ko": "요약", "text_en": "It went well.", "text_ko": ""}]
    )
    data = factory.LazyFunction(lambda: hashlib.sha256(b"{}").hexdigest())


class PublicityItemFactory(RecordFactory):
    class Meta:
        model = PublicityItem

    strand = factory.SubFactory(StrandFactory)
    number = factory.Sequence(lambda n: n + 1)
    published_on = dt.date(2017, 3, 17)
    outlet = "Busan Ilbo"
    title = "부산·바르셀로나, 도시재생 협력 논의"
    language = "ko"
    link = "https://busan.example/news/1"


class PublicResultsFactory(RecordFactory):
    """Public results of a pairing, not released."""

    class Meta:
        model = PublicResults

    pairing = factory.SubFactory(PairingFactory)
    summary_en = "Busan and Barcelona reopened two empty halls."


class ExportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Export

    owner = factory.SubFactory(UserFactory)
    strand = factory.SubFactory(StrandFactory)
    key = factory.LazyFunction(lambda: uuid4().hex)
    kind = "closing-archive"
    language = "en"
    digest = factory.LazyFunction(lambda: uuid4().hex)
