"""What is taken away of a release: documents, open data, metadata. Pure writers of a Publication; no request."""
