"""An invented territory, to look at and to try."""
