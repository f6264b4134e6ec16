"""How a day is typed or picked."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    """A day as the browser picks it; written as 2017-03-14 where it does not."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
