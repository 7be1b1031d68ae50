"""Raw columns as checked values: texts, numbers, dates. Work is done once per distinct value."""
