"""What a release holds, as tables: one definition of columns for every file, and for the dictionary of the data."""
