"""When customers can have what they ask for, and keeping it for them."""
