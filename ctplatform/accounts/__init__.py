"""People, projects, memberships, tokens: who may see and do what. Imports only `rest`."""
