"""Pictures drawn on the server: pure geometry, data in and SVG coordinates out."""
