"""What was being written when a session ended: at a kiosk, on a helper’s computer."""
