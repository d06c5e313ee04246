"""What the product says, as plain text: one file for each page, document and export, to compare before and after."""
