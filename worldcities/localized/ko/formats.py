"""How the administration writes dates in Korean: as core.formats does on the portal's pages."""

DATE_FORMAT = "Y. n. j.(D)"
DATETIME_FORMAT = "Y. n. j.(D) H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "Y. n."
MONTH_DAY_FORMAT = "n. j."
SHORT_DATE_FORMAT = "Y. n. j."
SHORT_DATETIME_FORMAT = "Y. n. j. H:i"
