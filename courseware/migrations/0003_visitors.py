"""A role for site admins who try exercises: it gives no right of its own."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_visitors(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Opening an exercise made site admins assistants. They lose nothing while they are admins: they see every class."""
    enrolments = apps.get_model("courseware", "Enrolment").objects
    enrolments.filter(user__is_staff=True, role="assistant").update(role="visitor")


class Migration(migrations.Migration):
    dependencies = [
        ("courseware", "0002_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="enrolment",
            name="role",
            field=models.CharField(
                choices=[
                    ("learner", "Learner"),
                    ("assistant", "Teaching assistant"),
                    ("instructor", "Instructor"),
                    ("visitor", "Visitor"),
                ],
                default="learner",
                max_length=20,
            ),
        ),
        migrations.RunPython(make_visitors, migrations.RunPython.noop),
    ]
