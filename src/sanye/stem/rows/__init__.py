"""Abstract tables and fields, and the row scope that every query passes."""
