"""Songs: their identity under many spellings, the columns serving shows, search, covers."""
