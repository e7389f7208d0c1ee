"""The same tables, as a Django project would read them: unmanaged models."""
# mypy: disable-error-code="import-untyped, misc"
# ruff: noqa: D101, D106, DJ008

from django.db import models


class Owned(models.Model):
    carnet_id = models.UUIDField()
    id = models.UUIDField(primary_key=True)

    class Meta:
        abstract = True


class Provenance(Owned):
    source = models.CharField(max_length=32)
    author_name = models.CharField(max_length=200)
    structure_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class Person(models.Model):
    carnet_id = models.UUIDField(primary_key=True)
    first_name = models.CharField(max_length=100)

    class Meta:
        managed, app_label, db_table = False, "bench", "person"


class OpenSession(models.Model):
    digest = models.CharField(primary_key=True, max_length=64)
    carnet = models.ForeignKey(Person, on_delete=models.DO_NOTHING)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "open_session"


class TrailHead(models.Model):
    carnet_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()

    class Meta:
        managed, app_label, db_table = False, "bench", "trail_head"


class Goal(Provenance):
    theme = models.CharField(max_length=32)
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=16)
    contract = models.CharField(max_length=16)
    starts_on = models.DateField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "goal"


class Step(Provenance):
    goal_id = models.UUIDField(null=True)
    theme = models.CharField(max_length=32)
    title = models.CharField(max_length=500)
    why = models.TextField()
    state = models.CharField(max_length=16)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "step"


class Situation(Provenance):
    theme = models.CharField(max_length=32)
    title = models.CharField(max_length=500)
    noted_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "situation"


class Contract(Provenance):
    kind = models.CharField(max_length=16)
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    months = models.IntegerField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "contract"


class Orientation(Provenance):
    system = models.CharField(max_length=100)
    kind = models.CharField(max_length=16)
    reason = models.TextField()
    structure = models.CharField(max_length=200)
    decided_on = models.DateField()

    class Meta:
        managed, app_label, db_table = False, "bench", "orientation"


class Project(Provenance):
    title = models.CharField(max_length=300)
    rome_code = models.CharField(max_length=5)
    radius_km = models.IntegerField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "project"


class Event(Provenance):
    title = models.CharField(max_length=500)
    happened_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "event"


class Reply(Owned):
    target = models.CharField(max_length=16)
    target_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    text = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "reply"


class Appointment(Provenance):
    starts_at = models.DateTimeField()
    minutes = models.IntegerField()
    title = models.CharField(max_length=200)
    with_name = models.CharField(max_length=200)
    structure = models.CharField(max_length=200)
    place = models.CharField(max_length=300)
    phone = models.CharField(max_length=100)
    bring = models.TextField()
    state = models.CharField(max_length=16)
    answer = models.CharField(max_length=16)
    answer_reason = models.TextField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        managed, app_label, db_table = False, "bench", "appointment"
