"""The columns of this app's lists; page, CSV and XLSX show the same."""
