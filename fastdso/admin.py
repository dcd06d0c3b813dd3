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


@admin.register(Group)
class GroupAdmin(PermissionsInWords, DjangoGroupAdmin, ModelAdmin):
    pass
