"""Read texts from PDF and DOCX files. Runs in the limited process only."""
