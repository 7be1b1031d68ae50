"""Files as tables: delimited text, Parquet and JSON lines, read as batches of raw columns."""
