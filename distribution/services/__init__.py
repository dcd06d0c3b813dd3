"""What can be done with distributions."""

from distribution.services.computing import compute_distribution
from distribution.services.generating import generate_distribution, upload_and_generate

__all__ = ["compute_distribution", "generate_distribution", "upload_and_generate"]
