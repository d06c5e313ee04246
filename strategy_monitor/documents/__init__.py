"""The report on paper: composed once, as blocks; then written as PDF or as DOCX. Both therefore say the same."""
