"""The pages and acts, one module per noun."""
