"""« Sans réseau »: the worker, and the pack of pages that a device of hers keeps."""
