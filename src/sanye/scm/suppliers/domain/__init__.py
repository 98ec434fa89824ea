"""How suppliers are judged: plain arithmetic and rules."""
