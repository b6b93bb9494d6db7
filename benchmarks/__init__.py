"""What `make bench` measures: pages, bookings, certificates and memory, on both databases."""
