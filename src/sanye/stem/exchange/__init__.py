"""Files in and out: CSV and XLSX to masters and back, all rows or none, errors in words."""
