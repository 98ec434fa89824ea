"""What a sold piece of each item costs us afterwards: service, returns, repairs."""
