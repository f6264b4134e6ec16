"""The texts of a strand that are missing or older in a language, and the act that says that one still fits."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from django.views.generic import TemplateView

from core.act_forms import ActForm
from core.action_views import ActPage
from core.texts import in_two_languages, written_languages
from partnerships.models import Pairing, Strand
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.translations import services

ROWS = 50


class TranslationList(InStrand, TemplateView):
    """Every text of the strand that is missing or older in a language, with the way to mend it."""

    template_name = "partnerships/translations/translation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As far as the filters leave them; one query for each kind of record, and one for what is written once."""
        strand = self.get_strand()
        filters = self._filters(strand)
        chosen = {"language": ""} | {one["key"]: one["value"] for one in filters}
        here = self.request.get_full_path()
        found = [
            gap
            for gap in services.all_gaps(grants=self.grants, strand=strand, here=here)
            if chosen["language"] in ("", gap.language)
            and chosen["pairing"] in ("", gap.pairing.code if gap.pairing else None)
        ]
        count = Counter((gap.language, gap.state) for gap in found)
        page = Paginator(found, ROWS).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            title=_("Texts to translate"),
            counts=[
                (services.state_label(language, state), count[language, state])
                for state in (services.WANTED, services.STALE)
                for language in written_languages()
                if count[language, state]
            ],
            page=page,
            filters=filters,
            filtered=any(chosen.values()),
            unfiltered_url="?",
            crumbs=crumbs(strand, (_("Texts to translate"), "")),
            **kwargs,
        )

    def _filters(self, strand: Strand) -> list[dict[str, Any]]:
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names()
        options = {"pairing": (_("Pairing"), [(row.code, row.name) for row in pairings])}
        if in_two_languages():
            languages = [("en", pgettext("language", "English")), ("ko", pgettext("language", "Korean"))]
            options["language"] = (_("Language"), languages)
        found = []
        for key, (label, choices) in options.items():
            asked = self.request.GET.get(key, "")
            value = asked if asked in dict(choices) else ""
            found.append({"key": key, "label": label, "options": choices, "value": value})
        return found


class TranslationFits(ActPage, InStrand):
    """Says that the texts of a record in one language still fit, though the other one was edited later."""

    template_name = "partnerships/translations/translation_fits.html"
    refused_page = "partnerships/translations/translation_fits_refused.html"
    form_class = ActForm
    submit_label = gettext_lazy("Keep as it is")

    def get_question(self) -> str:
        return _("The other language was edited later. Compare the two; if this one still fits, keep it.")

    def require(self, row: Any) -> None:
        """Whoever may write the record's texts says so."""
        if not self.page.may_write(self.grants, row):
            raise PermissionDenied

    @cached_property
    def page(self) -> services.TextPage:
        """The kind of record that the address names, else 404."""
        page = services.page_named(self.kwargs["kind"])
        if page is None or self.kwargs["text_language"] not in written_languages():
            raise Http404
        return page

    @property
    def title(self) -> str:
        return services.fits_label(self.kwargs["text_language"])

    def get_record(self) -> Any:
        """The record among those that the reader may see, else 404."""
        return self.get_or_404(self.page.rows(self.grants, self.strand), pk=self.kwargs["record"])

    @cached_property
    def gaps(self) -> list[services.TextGap]:
        """The texts that are older in the language of the address."""
        found = services.gaps_of(grants=self.grants, strand=self.strand.code, records=[self.record])
        return [gap for gap in found if gap.state == services.STALE and gap.language == self.kwargs["text_language"]]

    def get_refusal(self) -> str:
        """Where nothing is older any more, or nobody can change anything."""
        if not self.gaps:
            return _("The translations are up to date already.")
        if not self.page.works([self.record]):
            return _("A pairing that is over cannot be changed.")
        return ""

    def get_consequences(self) -> list[str]:
        return [_("No text is changed: what both sides confirmed stays confirmed.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, language = self.record, self.kwargs["text_language"]
        texts = [(gap.label, gap.pair, (getattr(record, gap.field), language)) for gap in self.gaps]
        return super().get_context_data(
            name=str(record),
            texts=texts,
            list_url=self._list_url(),
            crumbs=crumbs(
                self.strand,
                (_("Texts to translate"), self._list_url()),
                (str(record), self.get_done_url()),
                (self.title, ""),
            ),
            **kwargs,
        )

    def _list_url(self) -> str:
        return reverse("partnerships:translation-list", args=[self.strand.code])

    def get_done_url(self) -> str:
        """The record's page; the list, where it has none."""
        return str(getattr(self.record, "get_absolute_url", str)() or self._list_url())

    def act(self, form: Any) -> str:
        """Say so."""
        services.keep_translation(
            by=self.request.user,
            grants=self.grants,
            record=self.record,
            strand=self.strand,
            version=form.cleaned_data["seen_version"],
            language=self.kwargs["text_language"],
        )
        return _("Kept as it is. The mark is removed.")
