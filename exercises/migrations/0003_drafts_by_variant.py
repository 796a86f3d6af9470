"""Drafts and hints by variant; a queue of their own for programs."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def sort_by_variant(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was typed and opened so far belongs to the variant that the work is at."""
    work_model = apps.get_model("exercises", "Work")
    for work in work_model.objects.exclude(draft={}, hints_opened=0).iterator():
        variant = str(work.variant_id)
        work.drafts = {variant: {"answers": work.draft, "at": work.touched_at.isoformat()}} if work.draft else {}
        work.hints = {variant: work.hints_opened} if work.hints_opened else {}
        work_model.objects.filter(pk=work.pk).update(drafts=work.drafts, hints=work.hints)


def unsort(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Back to one draft, that of the current variant."""
    work_model = apps.get_model("exercises", "Work")
    for work in work_model.objects.exclude(drafts={}, hints={}).iterator():
        variant = str(work.variant_id)
        draft = work.drafts.get(variant, {}).get("answers", {})
        work_model.objects.filter(pk=work.pk).update(draft=draft, hints_opened=work.hints.get(variant, 0))


def line_up(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Programs that wait at this moment wait in their own queue from now on."""
    submissions = apps.get_model("exercises", "Submission").objects
    for one in submissions.filter(state__in=("waiting", "error")).select_related("variant").iterator():
        if any(field["kind"] == "code" or field.get("predicates") for field in one.variant.content["fields"].values()):
            submissions.filter(pk=one.pk).update(queue="programs")


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0002_lease_holder"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="drafts",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="variant -> {answers: {field: raw answer}, at}: typed, not sent",
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="pending",
            field=models.JSONField(
                blank=True, default=dict, help_text="{variant, answers, at} that came when the session had ended"
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="hints",
            field=models.JSONField(blank=True, default=dict, help_text="variant -> how many of its hints are open"),
        ),
        migrations.AlterField(
            model_name="work",
            name="hints_opened",
            field=models.PositiveSmallIntegerField(default=0, help_text="of all variants together"),
        ),
        migrations.AddField(
            model_name="submission",
            name="queue",
            field=models.CharField(
                default="celery", help_text="the queue it waits in: programs have one of their own", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="sendings",
            field=models.PositiveIntegerField(default=0, help_text="how often its key was sent to the queue"),
        ),
        migrations.RunPython(sort_by_variant, unsort),
        migrations.RunPython(line_up, migrations.RunPython.noop),
        migrations.RemoveField(model_name="work", name="draft"),
    ]
