"""What stands beside a side's hue: letters, or in Korean the country by its name."""

import pytest
from django.utils import translation

from partnerships.programmes.models import country_letters

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("code", "language", "letters"),
    [
        ("KR", "en", "KR"),
        ("KR", "ko", "한국"),
        ("VN", "ko", "베트남"),
        ("ID", "ko", "ID"),
        ("EU", "ko", "EU"),
        ("–", "ko", "–"),
    ],
)
def test_a_country_is_as_short_as_a_badge_needs_it(code, language, letters):
    with translation.override(language):
        assert country_letters(code) == letters
