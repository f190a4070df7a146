

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_full_text'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('entries', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('articles', models.JSONField(default=list)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=150)),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='people.body')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='people.region')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('body__isnull', True)), fields=('kind', 'region', 'version'), name='list_of_level_has_its_version'), models.UniqueConstraint(condition=models.Q(('body__isnull', False)), fields=('kind', 'body', 'version'), name='list_of_body_has_its_version')],
            },
        ),
    ]
