"""Order promising, pure: from what flows in and out of each node, the earliest honest date.

    promiser = Promiser(World(problem), flows)
    answer = promiser.promise(NodeKey(item, site), quantity, wanted_date)
    promiser.reserved()  # what the answers take: keep it, and nobody else gets it

Available to promise first (stock, receipts, planned supply, less all that is promised); what is
missing is bought, made or shipped anew, with the lead times of the whole bill (capable to promise).
"""

from sanye.engines.promise.balance import Balance, Flow
from sanye.engines.promise.promising import Binding, Promise, Promiser

__all__ = ["Balance", "Binding", "Flow", "Promise", "Promiser"]
