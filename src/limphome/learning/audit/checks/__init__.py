"""One check of an audit in each file; the table is ``audit.table``."""
