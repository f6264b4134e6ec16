"""A text that is written once, from its mark to its other language, as those who read and write it see it."""

from django.urls import reverse

from partnerships.tests.pages import sign_in, text_of
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url

ENGLISH, KOREAN = "The hall was taken", "회의장 사정"


def read(client, path, language):
    return text_of(client.get(path, headers={"accept-language": language}))


def wanted(client, sides, role, field):
    """The records whose text of that name the list of texts to translate has for a role."""
    sign_in(client, sides, role)
    page = client.get(reverse("partnerships:translation-list", args=[sides.pairing.strand.code]))
    return [gap.record for gap in page.context["page"] if gap.field == field]


def translate(sides, row, field, role="eu"):
    row.once_field = field
    return TranslateText.do(row, **sides.by(role), text=KOREAN)


def check_once(client, sides, row, field, page, role="eu"):
    """Wanted, added by who works there, read in the own language, wanted no more. The text is ENGLISH."""
    assert wanted(client, sides, role, field) == [row]
    assert "Korean wanted" in read(client, page, "en")
    assert "번역 필요" in read(client, page, "ko")
    assert ENGLISH in read(client, page, "ko")
    assert client.get(once_url(row, field)).status_code == 200
    translate(sides, row, field, role)
    assert (ENGLISH in read(client, page, "en"), KOREAN in read(client, page, "en")) == (True, False)
    assert (ENGLISH in read(client, page, "ko"), KOREAN in read(client, page, "ko")) == (False, True)
    assert wanted(client, sides, role, field) == []
