"""What contacts agreed to, and who must not be contacted."""
