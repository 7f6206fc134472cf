"""The definitions behind tomoni/tables/schema/library: what the sources do not say in a form a script can read."""
