"""The floor and the roof: settings, access, curation, jobs; the API and the pages that join both apps."""
