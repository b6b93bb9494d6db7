"""Who a person is and how we reach them."""
