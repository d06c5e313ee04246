"""Why a document is not written."""


class CannotWrite(Exception):
    """This machine lacks what a format takes: what, in French."""
