"""Small made-up records of what two sides do together; each is saved by the system (`by=None`)."""

import datetime as dt
import hashlib
from typing import Any

import factory
from django.core.files.base import ContentFile

from core import clock
from partnerships.models import (
    Agreement,
    ClosingDay,
    Comment,
    Contact,
    DirectoryOrganisation,
    Document,
    DocumentVersion,
    GoodPractice,
    Indicator,
    Interest,
    LevelChange,
    Measurement,
    Note,
    Organisation,
    PracticeQuestion,
    Project,
    ProjectOrganisation,
    ProjectPartner,
    ProjectResult,
    Target,
)
from partnerships.tests.factories import (
    PairingFactory,
    ParticipationFactory,
    ProgrammeFactory,
    RecordFactory,
    StrandFactory,
    ThemeFactory,
    UserFactory,
)


class OrganisationFactory(RecordFactory):
    """An organisation; `strands=[…]` puts it into their directories."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"organisation-{n}")
    name_en = factory.Sequence(lambda n: f"Organisation {n}")
    name_ko = factory.Sequence(lambda n: f"기관 {n}")
    sector = "government"

    @factory.post_generation
    def strands(self, create: bool, given: list[Any] | None, **_: Any) -> None:
        for strand in given or []:
            DirectoryOrganisation(strand=strand, organisation=self).save(by=None)


class InterestFactory(RecordFactory):
    class Meta:
        model = Interest

    participation = factory.SubFactory(ParticipationFactory)
    topic = factory.SubFactory(ThemeFactory, strand=factory.SelfAttribute("..participation.strand"))
    kind = "need"


class GoodPracticeFactory(RecordFactory):
    class Meta:
        model = GoodPractice

    interest = factory.SubFactory(InterestFactory, kind="offer")
    title_en = factory.Sequence(lambda n: f"Good practice {n}")
    title_ko = factory.Sequence(lambda n: f"우수사례 {n}")


class PracticeQuestionFactory(RecordFactory):
    class Meta:
        model = PracticeQuestion

    practice = factory.SubFactory(GoodPracticeFactory)
    participation = factory.SubFactory(ParticipationFactory)
    asked_by = factory.SubFactory(UserFactory)


class ProjectFactory(RecordFactory):
    """A project; `organisations=[…]` and `further=[…]` (participations) give it both, in order."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    pairing = factory.SubFactory(PairingFactory)
    strand = factory.SelfAttribute("pairing.strand")
    code = factory.Sequence(lambda n: f"project-{n}")
    title_en = factory.Sequence(lambda n: f"Project {n}")
    title_ko = factory.Sequence(lambda n: f"협력사업 {n}")
    level = "identified"

    @factory.post_generation
    def organisations(self, create: bool, given: list[Organisation] | None, **_: Any) -> None:
        for position, organisation in enumerate(given or [], start=1):
            ProjectOrganisation.objects.create(project=self, organisation=organisation, position=position)
        self.organisation_codes = ";".join(row.code for row in given or [])
        Project.objects.filter(pk=self.pk).update(organisation_codes=self.organisation_codes)

    @factory.post_generation
    def further(self, create: bool, given: list[Any] | None, **_: Any) -> None:
        for position, participation in enumerate(given or [], start=1):
            ProjectPartner.objects.create(project=self, participation=participation, position=position)
        self.partner_codes = ";".join(row.partner.code for row in given or [])
        Project.objects.filter(pk=self.pk).update(partner_codes=self.partner_codes)


class LevelChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LevelChange

    project = factory.SubFactory(ProjectFactory)
    old = "identified"
    new = "exploring"
    on = factory.LazyFunction(clock.today)
    evidence = "Minutes of the call"
    by_label = "Marta Soler"


class ProjectResultFactory(RecordFactory):
    class Meta:
        model = ProjectResult

    project = factory.SubFactory(ProjectFactory)
    kind = "firms"
    unit = "firms"
    expected = 5


class ContactFactory(RecordFactory):
    class Meta:
        model = Contact

    pairing = factory.SubFactory(PairingFactory)
    code = factory.Sequence(lambda n: f"contact-{n + 1}")
    kind = "mail"
    on = factory.LazyFunction(clock.today)
    what_en = factory.Sequence(lambda n: f"Asked for part {n} of the data")
    author_label = "Marta Soler"


class CommentFactory(RecordFactory):
    """A comment on its pairing; `record=` puts it on a project."""

    class Meta:
        model = Comment

    pairing = factory.SubFactory(PairingFactory)
    record = factory.SelfAttribute("pairing")
    text = "Thank you, we look at it."
    author_label = "Marta Soler"


class NoteFactory(RecordFactory):
    """A note of the EU side on its pairing."""

    class Meta:
        model = Note

    pairing = factory.SubFactory(PairingFactory)
    record = factory.SelfAttribute("pairing")
    side = "eu"
    text = "Ask the mayor's office first."
    author_label = "Marta Soler"


class DocumentFactory(RecordFactory):
    """A document on its pairing, for both sides, without a file yet."""

    class Meta:
        model = Document

    pairing = factory.SubFactory(PairingFactory)
    record = factory.SelfAttribute("pairing")
    code = factory.Sequence(lambda n: f"document-{n + 1}")
    title = factory.Sequence(lambda n: f"Data sheet {n}")
    audience = "pairing"
    side = "eu"


class DocumentVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentVersion

    document = factory.SubFactory(DocumentFactory)
    number = 1
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7\n%%EOF\n", name="sheet.pdf"))
    name = "sheet.pdf"
    media_type = "application/pdf"
    size = 15
    sha256 = hashlib.sha256(b"%PDF-1.7\n%%EOF\n").hexdigest()
    by_label = "Marta Soler"


class AgreementFactory(RecordFactory):
    class Meta:
        model = Agreement

    pairing = factory.SubFactory(PairingFactory)
    strand = factory.SelfAttribute("pairing.strand")
    code = factory.Sequence(lambda n: f"agreement-{n}")
    kind = "mou"
    title_en = factory.Sequence(lambda n: f"Agreement {n}")
    title_ko = factory.Sequence(lambda n: f"협약 {n}")


class IndicatorFactory(RecordFactory):
    class Meta:
        model = Indicator

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"indicator-{n}")
    name_en = factory.Sequence(lambda n: f"Indicator {n}")
    unit_en = "people"
    level = "output"


class TargetFactory(RecordFactory):
    """A target of a whole strand for one of the built-in counts."""

    class Meta:
        model = Target

    strand = factory.SubFactory(StrandFactory)
    built_in = "contacts"
    target = 12


class MeasurementFactory(RecordFactory):
    class Meta:
        model = Measurement

    strand = factory.SubFactory(StrandFactory)
    indicator = factory.SubFactory(IndicatorFactory, programme=factory.SelfAttribute("..strand.programme_record"))
    on = dt.date(2017, 6, 30)
    value = 7
    source = "City statistics"
    by_label = "Marta Soler"


class ClosingDayFactory(RecordFactory):
    class Meta:
        model = ClosingDay

    participation = factory.SubFactory(ParticipationFactory)
    starts_on = factory.LazyFunction(clock.today)
    ends_on = factory.SelfAttribute("starts_on")
    name = "Town festival"
