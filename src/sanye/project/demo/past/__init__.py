"""Two years of the demo company: sold, made, bought, paid and complained about, from a seed."""

from sanye.project.demo.past.loading import Past, load_past

__all__ = ["Past", "load_past"]
