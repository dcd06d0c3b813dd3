"""How fast the product is, beside the fastest reasonable hand-written way of the same job."""
