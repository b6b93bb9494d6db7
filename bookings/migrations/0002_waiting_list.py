import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("bookings", "0001_initial"),
        ("courses", "0002_run_goes_first_served_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseInterest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TELL_ME", "Tell me when it runs"),
                            ("GOES_FIRST", "Goes first next time"),
                        ],
                        max_length=10,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1)),
                ("since", models.DateTimeField(help_text="Who waited longest goes first.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("since", "id"),
            },
        ),
        migrations.CreateModel(
            name="EntryEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WAITING", "Waiting"),
                            ("OFFERED", "Offered a place"),
                            ("BOOKED", "Took a place"),
                            ("PASSED", "Not this time"),
                            ("LEFT", "Left the list"),
                            ("LAPSED", "Did not answer"),
                            ("RUN_CANCELLED", "Cancelled by the college"),
                            ("ENDED", "Nobody can join any more"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("OFFERED", "Offered a place"),
                            ("BOOKED", "Took a place"),
                            ("PASSED", "Not this time"),
                            ("LEFT", "Left the list"),
                            ("LAPSED", "Did not answer"),
                            ("RUN_CANCELLED", "Cancelled by the college"),
                            ("ENDED", "Nobody can join any more"),
                        ],
                        max_length=15,
                    ),
                ),
                ("rank", models.BigIntegerField()),
                ("places", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("places", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for an answer"),
                            ("ACCEPTED", "Yes please"),
                            ("DECLINED", "Not this time"),
                            ("RAN_OUT", "Not answered in time"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("made_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="WaitingListEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("OFFERED", "Offered a place"),
                            ("BOOKED", "Took a place"),
                            ("PASSED", "Not this time"),
                            ("LEFT", "Left the list"),
                            ("LAPSED", "Did not answer"),
                            ("RUN_CANCELLED", "Cancelled by the college"),
                            ("ENDED", "Nobody can join any more"),
                        ],
                        default="WAITING",
                        max_length=15,
                    ),
                ),
                (
                    "rank",
                    models.BigIntegerField(
                        help_text="The order of the list; only comparisons matter."
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="2 where a supporter comes along."
                    ),
                ),
                ("supporter_name", models.CharField(blank=True, max_length=120)),
                (
                    "books_straight_in",
                    models.BooleanField(
                        default=False,
                        help_text="Instead of being asked first.",
                        verbose_name="book me straight in",
                    ),
                ),
                (
                    "shares_needs",
                    models.BooleanField(
                        default=False, verbose_name="this run's tutors may see the student's needs"
                    ),
                ),
                (
                    "times_unanswered",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How many offers ran out without an answer."
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "waiting list entry",
                "verbose_name_plural": "waiting list entries",
                "ordering": ("rank", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="booking",
            name="booking_status_is_known",
        ),
        migrations.AddField(
            model_name="booking",
            name="supporter_name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="bookingevent",
            name="agreed",
            field=models.CharField(
                choices=[
                    ("SELF", "Did it themselves"),
                    ("PHONE", "On the phone"),
                    ("IN_PERSON", "Face to face"),
                    ("WRITTEN", "In a letter or an email"),
                    ("HELPER", "Through somebody who helps them"),
                ],
                default="SELF",
                max_length=10,
                verbose_name="how the student agreed",
            ),
        ),
        migrations.AddField(
            model_name="bookingevent",
            name="places",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="booking",
            name="status",
            field=models.CharField(
                choices=[
                    ("CONFIRMED", "Booked"),
                    ("CANCELLED", "Given up"),
                    ("MOVED", "Moved to other dates"),
                    ("RUN_CANCELLED", "Cancelled by the college"),
                ],
                default="CONFIRMED",
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="bookingevent",
            name="from_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("CONFIRMED", "Booked"),
                    ("CANCELLED", "Given up"),
                    ("MOVED", "Moved to other dates"),
                    ("RUN_CANCELLED", "Cancelled by the college"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="bookingevent",
            name="to_status",
            field=models.CharField(
                choices=[
                    ("CONFIRMED", "Booked"),
                    ("CANCELLED", "Given up"),
                    ("MOVED", "Moved to other dates"),
                    ("RUN_CANCELLED", "Cancelled by the college"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["CONFIRMED", "CANCELLED", "MOVED", "RUN_CANCELLED"])
                ),
                name="booking_status_is_known",
            ),
        ),
        migrations.AddField(
            model_name="courseinterest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The run that this student was told of, or put in front of.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="interests_answered",
                to="courses.courserun",
            ),
        ),
        migrations.AddField(
            model_name="courseinterest",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interests",
                to="courses.coursepage",
            ),
        ),
        migrations.AddField(
            model_name="courseinterest",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interests",
                to="accounts.student",
            ),
        ),
        migrations.AddField(
            model_name="entryevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="entry_events",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="offers_ended",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="courses.courserun",
            ),
        ),
        migrations.AddField(
            model_name="entryevent",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="bookings.offer",
            ),
        ),
        migrations.AddField(
            model_name="waitinglistentry",
            name="instead_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The place that is given up when this one is taken.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="waiting_to_move",
                to="bookings.booking",
            ),
        ),
        migrations.AddField(
            model_name="waitinglistentry",
            name="joined_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="waiting_list_entries_made",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="waitinglistentry",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting_list",
                to="courses.courserun",
            ),
        ),
        migrations.AddField(
            model_name="waitinglistentry",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting_list_entries",
                to="accounts.student",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="bookings.waitinglistentry",
            ),
        ),
        migrations.AddField(
            model_name="entryevent",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="bookings.waitinglistentry",
            ),
        ),
        migrations.AddIndex(
            model_name="courseinterest",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["course"],
                name="interest_open_by_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseinterest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("student", "course"),
                name="interest_one_open_per_student_and_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["TELL_ME", "GOES_FIRST"])),
                name="interest_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1), ("places__lte", 2)),
                name="interest_in_one_or_two_places",
            ),
        ),
        migrations.AddIndex(
            model_name="waitinglistentry",
            index=models.Index(
                condition=models.Q(("status__in", ("WAITING", "OFFERED"))),
                fields=["run", "rank"],
                name="entry_live_by_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("WAITING", "OFFERED"))),
                fields=("run", "student"),
                name="entry_one_live_per_student_and_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "WAITING",
                            "OFFERED",
                            "BOOKED",
                            "PASSED",
                            "LEFT",
                            "LAPSED",
                            "RUN_CANCELLED",
                            "ENDED",
                        ],
                    )
                ),
                name="entry_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1), ("places__lte", 2)),
                name="entry_waits_for_one_or_two_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status__in", ("WAITING", "OFFERED"))),
                    models.Q(
                        models.Q(("status__in", ("WAITING", "OFFERED")), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="entry_ended_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("status", "OPEN")), fields=["run"], name="offer_open_by_run"
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("status", "OPEN")),
                fields=["answer_by"],
                name="offer_open_by_answer_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "OPEN")),
                fields=("entry",),
                name="offer_one_open_per_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["OPEN", "ACCEPTED", "DECLINED", "RAN_OUT", "WITHDRAWN"])
                ),
                name="offer_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1), ("places__lte", 2)),
                name="offer_holds_one_or_two_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by__gt", models.F("made_at"))),
                name="offer_ends_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "OPEN")),
                    models.Q(
                        models.Q(("status", "OPEN"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="offer_ended_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="entryevent",
            index=models.Index(fields=["entry", "at"], name="entry_event_by_time"),
        ),
    ]
