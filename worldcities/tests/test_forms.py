"""Every form of the portal bears what nobody should send, and what is tied to a field is on its page."""

import pytest
from django.forms import BaseForm, DateField as DjangoDateField

from core.date_fields import PartialDateField
from worldcities.tests.shown_forms import forms_of, forms_of_the_portal, read_page, text

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

OURS = ("core.", "accounts.", "partnerships.", "events.", "reports.")
# What is typed into every field at once; all but the first two are refused wherever something can be typed.
ODD = "😀 =1+1 <script>alert(1)</script>"
TYPED = {"nothing": "", "odd": ODD, "zero": "a\x00b", "long": "가" * 100_000}
NEVER_TAKEN = {"zero", "long"}
REFUSED = {409, 422}
# A message to fill a form from; the walk presses no button, and only its own reads it.
NEVER_KEPT = "message"


@pytest.fixture(scope="module")
def forms(seeded, visit):
    """Each form once, by its page and what it asks."""
    own, _foreign, _people = seeded
    found = {}
    for form in forms_of_the_portal(visit, own.words):
        found.setdefault((form.page, tuple(one.name for one in form.controls)), form)
    assert len(found) > 100
    return list(found.values())


def _all(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _all(one)


def test_every_date_is_asked_by_the_one_field(forms):
    """No page has the browser's date field by itself, and no form of ours Django's own."""
    assert {
        f"{form.page}: {one.name}" for form in forms for one in form.controls if one.kind.startswith("date")
    } == set()
    ours = {one for one in _all(BaseForm) if one.__module__.startswith(OURS)}
    plain = {
        f"{one.__module__}.{one.__name__}: {name}"
        for one in ours
        for name, field in one.base_fields.items()
        if isinstance(field, DjangoDateField)
    }
    assert plain == set()
    dates = {one for form in ours for one in form.base_fields.values() if isinstance(one, PartialDateField)}
    assert len(dates) > 30


def test_what_is_tied_to_a_field_is_on_the_page(forms):
    dead = [
        f"{form.page}: {one.name}: {key}"
        for form in forms
        for one in form.controls
        for key, words in zip(one.ids, one.described, strict=True)
        if not words
    ]
    assert not dead


def _send(visit, form, typed):
    """Post a form with something in every field that takes it; whatever it does is undone."""
    sent = dict(form.sent)
    for one in form.controls:
        if one.is_text:
            sent[one.name] = [typed]
        elif not typed:
            sent.pop(one.name, None)
    return visit(form.reader, "POST", form.action, sent)


def _faults_of(answer, form, typed):
    """What is wrong with a page that shows a refused form again."""
    page = read_page(answer.content)
    shown = {one.name: one for again in forms_of(answer.content) for one in again.controls}
    tied = {key for one in shown.values() for key in one.ids}
    beside = [one.get("id") for one in page.find_class("wc-field-error")]
    above = page.find_class("wc-form-errors")
    links = [link.get("href", "")[1:] for one in above for link in one.iter("a")]
    yield from (f"{key} is tied to no field" for key in beside if key not in tied)
    yield from (
        f"a link leads to {key}, which is not there" for key in links if page.get_element_by_id(key, None) is None
    )
    if not above and not page.find_class("wc-remark--warning"):
        yield "nothing above the form says that it was refused"
    if not all(text(one) for one in above):
        yield "the words above the form are empty"
    kept = " ".join(typed.replace("\x00", "").split())
    yield from (
        f"{one.name} was not kept"
        for one in form.controls
        if one.kind in {"text", "textarea"}
        and one.name in shown
        and one.name != NEVER_KEPT
        and " ".join(shown[one.name].value.split()) != kept
    )


@pytest.mark.security("C13", "V1")
@pytest.mark.parametrize("kind", TYPED)
def test_a_form_bears_what_nobody_should_send(visit, forms, kind):
    wrong = []
    for form in forms:
        typed = any(one.is_text for one in form.controls)
        if kind != "nothing" and not typed:
            continue
        answer = _send(visit, form, TYPED[kind])
        place = f"{form.page} as {form.reader}: {answer.status_code}"
        if answer.status_code >= 500 or (answer.status_code == 302 and kind in NEVER_TAKEN):
            wrong.append(place)
        elif answer.status_code in REFUSED:
            wrong += [f"{place}: {fault}" for fault in _faults_of(answer, form, TYPED[kind])]
        if b"<script>alert(1)" in answer.content:
            wrong.append(f"{place}: runs what was typed")
    assert not wrong, "\n".join(wrong)
