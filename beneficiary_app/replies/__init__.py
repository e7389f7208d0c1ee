"""Her word on any fact: done, cannot, disagree, out of date."""
