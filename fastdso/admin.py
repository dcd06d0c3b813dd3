"""Users and groups in the look of the rest."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from runs.services.opening import SYSTEM

admin.site.unregister(User)
admin.site.unregister(Group)

EVERYWHERE = {
    "add": _("Can add"),
    "change": _("Can change"),
    "delete": _("Can delete"),
    "view": _("Can view"),
}


class PermissionField(forms.ModelMultipleChoiceField):
    """Permissions in the user's language: the database holds their names in English."""

    def label_from_instance(self, permission: Permission) -> str:
        action, _underscore, model = permission.codename.partition("_")
        of_every_model = action in EVERYWHERE and model == permission.content_type.model
        name = EVERYWHERE[action] if of_every_model else gettext(permission.name)
        return f"{permission.content_type.app_labeled_name} | {name}"


def is_above_admins(user: User) -> bool:
    return user.is_superuser or user.username == SYSTEM


class PermissionsInWords:
    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(User)
class UserAdmin(PermissionsInWords, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_readonly_fields(self, request, obj=None) -> tuple:
        """Nobody raises a user above their own reach."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        return (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request, obj=None) -> bool:
        """Superusers, and the user that stands for commands, are a superuser's to change."""
        if obj is not None and not request.user.is_superuser and is_above_admins(obj):
            return False
        return super().has_change_permission(request, obj)


@admin.register(Group)
class GroupAdmin(PermissionsInWords, DjangoGroupAdmin, ModelAdmin):
    pass
