"""What the college offers, and how it was made."""
