"""« Repartir avec tout »: the whole carnet as one archive in open formats, out of one instance and into another."""
