"""How satisfied customers are: asked after delivery and after a case, answered by a link."""
