"""How dates and numbers are written in each language; Django reads the `formats` modules below."""
