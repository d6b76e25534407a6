"""Import tables of records other than incidents: one declaration a type, one way for all."""
