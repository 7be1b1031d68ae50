"""The command line: one module per verb, put together by main.py and build_vector_db.py."""
