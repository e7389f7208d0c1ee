"""« Mes papiers »: photographed, cleaned, encrypted, shown to whom she chooses."""
