"""What she photographed, made again from its pixels."""
