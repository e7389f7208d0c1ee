"""The notebook’s cover: home, « mes informations », « autour de moi », print, take away."""
