"""Documents as tagged PDF: data goes in, a template of `templates/pdf/` sets it, the font comes along."""
