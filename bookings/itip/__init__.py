"""Calendar invitations: facts about a booking in, iCalendar bytes out; reads no database.

The parts, from the ground up: `facts` holds what a writer needs to know, `zones` writes a
time zone down, `series` finds the pattern in a list of dates, `invitations` writes the
request, the cancellation and the download. `state` is what a calendar knows of a session, and
`steps` says what it has to hear next.
"""
