"""Charts of accounts as data: accounts, and the roles they play at the start.

`roles` are separated by blanks; `STOCK/BUY` is the role STOCK for the item group BUY.
"""
