"""What whoever operates a site asks of it: what is wrong, and what to do."""
