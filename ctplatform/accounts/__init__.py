"""Users, projects, memberships and tokens: who may see and do what. Imports only `rest`."""
