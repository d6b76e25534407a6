"""Floor and roof: settings, access, curation and jobs; the API and pages that join both apps."""
