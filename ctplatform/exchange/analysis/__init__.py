"""Tables for statistics programs: declared columns, written as CSV, XLSX and Parquet."""
