"""How messages leave: mail, texts, tries, and the hours in which nobody is disturbed."""

from __future__ import annotations

from recoverycollege.settings import env

DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "The college <college@localhost>")
EMAIL_TIMEOUT = 20
# A message that could not be delivered is tried again after 1, 2, 4 … minutes, with a little
# scatter, for about 16 hours in all; then the office is asked to see to it.
MESSAGE_ATTEMPTS = 12
MESSAGE_FIRST_RETRY_SECONDS = 60
MESSAGE_LONGEST_RETRY_SECONDS = 4 * 60 * 60
# After this time a message in a worker's hands is another worker's to take: longer than any
# conversation with a mail server can last.
MESSAGE_STUCK_SECONDS = 10 * 60
# Of news each worker sends so many a minute; everything else goes before them.
MESSAGE_BULK_PER_MINUTE = 60
# Of what several people are told at a time (reminders, a group message, a course that is
# cancelled) it sends so many at once and so many a minute; what is for one person goes first.
MESSAGE_MANY_PER_MINUTE = 300
MESSAGE_MANY_AT_ONCE = 50
# How long the words of a message are kept, for the student and the office to read again.
MESSAGE_WORDS_DAYS = env.number("MESSAGE_WORDS_DAYS", 365)
# When nobody gets a text, by the clock on the wall, unless they chose hours of their own or
# the college changes something about the next 24 hours.
QUIET_HOURS = env.hours("QUIET_HOURS", "21:00-08:00")
# Texts go through GOV.UK Notify where there is a key; otherwise students are not offered any.
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID", "")
NOTIFY_ADDRESS = env.text("NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk")
# After each text the service is asked whether it arrived, for so long (Notify tries for three
# days), and about so many texts in a round of run_due_work.
MESSAGE_ARRIVAL_DAYS = 5
MESSAGE_ARRIVALS_AT_A_TIME = 60
TEXT_SENDER = "accounts.texting.NotifySender" if NOTIFY_API_KEY else ""
# A task that has waited longer than this says that no worker runs (/readyz).
QUEUE_LATE_SECONDS = 5 * 60
# A round of run_due_work that is longer ago says that nothing calls it.
CLOCK_LATE_SECONDS = 15 * 60
