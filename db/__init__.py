"""What is stored about people and tracks: tables, engine, migrations."""
