"""Where papers are kept: keys, cipher, store. Nothing here is ever written in clear."""
