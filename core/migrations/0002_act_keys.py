import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('change', 'Change'), ('own', 'Own'), ('look', 'Look'), ('mail', 'Mail'), ('sign-in', 'Sign-in'), ('refusal', 'Refusal')], default='change', max_length=7, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='actions',
            field=models.CharField(default='', editable=False, max_length=300),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='ChangeCounter',
            fields=[
                ('scope', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
            ],
        ),
    ]
