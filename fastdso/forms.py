"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Admin's own form refuses who is not staff; this one lets every active user in."""
