"""Where a place is."""

from urllib.parse import quote


def map_link(place: str) -> str:
    """A ``geo:`` link (RFC 5870), opened by whatever map she has: no map service learns of her visit here."""
    return f"geo:0,0?q={quote(place)}"
