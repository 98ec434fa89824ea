"""The company's books and goods: orders, purchasing, stock, production, cost, finance."""
