"""The administration of this app's records, one module per noun."""
