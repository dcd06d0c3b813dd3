"""What can be done with distributions, and with the files that lead to them."""

from distribution.services.computing import compute_distribution
from distribution.services.generating import generate_distribution, upload_and_generate
from distribution.services.legacy import import_legacy

__all__ = ["compute_distribution", "generate_distribution", "import_legacy", "upload_and_generate"]
