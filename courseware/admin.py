"""What site admins change by hand: people, offerings, who is in them. Courses and exercises come from files."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from courseware.models import Enrolment, Offering, User


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    list_display = ("username", "name", "email", "is_staff", "is_author", "date_joined")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Nabla"), {"fields": ("name", "is_author", "timezone")}))


@admin.register(Offering)
class OfferingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "course", "term", "opens_at", "closes_at", "open_enrolment", "invitation_code")
    search_fields = ("slug", "term")


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "offering", "role", "created_at")
    list_filter = ("offering", "role")
    search_fields = ("user__username", "user__name", "user__email")
    autocomplete_fields = ("user", "offering")
    list_select_related = ("user", "offering__course")
