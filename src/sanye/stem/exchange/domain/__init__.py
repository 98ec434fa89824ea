"""Tables of files without a database: reading, folding lines into documents, writing."""
