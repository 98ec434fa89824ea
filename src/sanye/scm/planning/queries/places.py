"""An item at a site: by ids, as rows know it, and as the engine's node."""

from functools import lru_cache
from uuid import UUID

from sanye.engines.mrp import NodeKey

PHANTOM = "/phantom"
"""What the key of an item that is passed through ends in: its node beside the stocked one."""

Place = tuple[UUID, UUID]


@lru_cache(maxsize=100_000)
def item_of(key: str) -> UUID:
    """The item behind a node's key."""
    return UUID(key.removesuffix(PHANTOM))


@lru_cache(maxsize=20_000)
def place_at(item: str, site: str) -> Place:
    """The place behind a node's item and site; many rows of a plan have the same."""
    return item_of(item), UUID(site)


def node_at(item_id: UUID, site_id: UUID) -> NodeKey:
    """The node of a place, but for phantoms."""
    return NodeKey(str(item_id), str(site_id))
