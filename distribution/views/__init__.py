"""The pages of distributions."""
