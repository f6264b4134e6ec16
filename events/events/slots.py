"""Lists in order as choices one after the other, so that they work without scripts: first choice, second choice, …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable


TWICE = gettext_lazy("One is chosen twice.")
LEAST, SPARE = 3, 2  # so many choices are offered at least, and so many more than are taken


class Slots:
    """One ordered list of a form.

    `known` are the records that may be chosen, by code, `word` is what each is called, `before` those chosen so far;
    `twice` is said where one is chosen twice.
    """

    def __init__(
        self,
        form: forms.BaseForm,
        name: str,
        label: Any,
        known: Mapping[str, Any],
        before: Sequence[str],
        word: Callable[[Any], str] = str,
        *,
        twice: Any = TWICE,
    ) -> None:
        self.form, self.name, self.known, self.twice = form, name, known, twice
        self.before = [code for code in before if code in known]
        count = max(LEAST, len(self.before) + SPARE)
        self.names = [f"{name}_{place}" for place in range(1, count + 1)]
        choices = [("", pgettext("choice in a list", "none")), *((code, word(one)) for code, one in known.items())]
        for place, field in enumerate(self.names):
            form.fields[field] = forms.ChoiceField(
                label=_("%(list)s %(place)s") % {"list": label, "place": place + 1},
                choices=choices,
                required=False,
                initial=self.before[place] if place < len(self.before) else "",
            )

    def values(self, codes: Sequence[str]) -> dict[str, str]:
        """What the choices show of a list."""
        chosen = [code for code in codes if code in self.known]
        return dict.fromkeys(self.names, "") | dict(zip(self.names, chosen, strict=False))

    @property
    def codes(self) -> list[str]:
        """What was chosen, in order."""
        return [code for name in self.names if (code := self.form.cleaned_data.get(name))]

    @property
    def chosen(self) -> list[Any]:
        """The records that were chosen, in order."""
        return [self.known[code] for code in self.codes]

    @property
    def has_changed(self) -> bool:
        """Whether the list is another than before."""
        return self.codes != self.before

    def check(self) -> None:
        """Refuse what is chosen twice, beside the second choice."""
        seen: set[str] = set()
        for name in self.names:
            code = self.form.cleaned_data.get(name)
            if code and code in seen:
                self.form.add_error(name, self.twice)
            seen.add(code or "")
