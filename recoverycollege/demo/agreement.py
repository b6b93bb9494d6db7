"""The demo college's student agreement."""

from __future__ import annotations

STUDENT_AGREEMENT = """\
This is how we look after each other at Willowbrook. It is for students, tutors and everybody in the room.

- We treat each other with respect. We do not judge.
- What people say here stays here.
- You choose what you share. You can listen only, and you can leave the room at any time.
- We turn our phones to silent, and we do not take pictures.
- We come without alcohol, drugs or anything that could hurt somebody.
- If you cannot come, tell us. Nobody will ask why.

There is one thing we cannot keep to ourselves. If we think that somebody is in danger, we talk to you first if we can, and then we ask for help.

If something goes wrong between people, we begin with a conversation.
"""
