"""Events sent to other people's addresses, signed, until they have taken them."""
