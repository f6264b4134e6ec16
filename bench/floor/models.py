"""Items with a city, a partner and a person each, their milestones, and events."""

from django.conf import settings
from django.db import models


class City(models.Model):
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=2)


class Partner(models.Model):
    name = models.CharField(max_length=100)
    city = models.ForeignKey(City, on_delete=models.PROTECT)


class Item(models.Model):
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=[("open", "Open"), ("done", "Done"), ("late", "Late")])
    level = models.IntegerField()
    budget = models.DecimalField(max_digits=12, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    summary = models.TextField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-updated_at", "-id"]), models.Index(fields=["status", "-updated_at"])]


class Milestone(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done = models.BooleanField()


class Event(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=100)
