"""Every course in the demo college's prospectus, in the order in which it is shown."""

from __future__ import annotations

from recoverycollege.demo.courses import body, creative, people, start_here, understanding, work

COURSES = (
    *start_here.COURSES,
    *people.COURSES,
    *understanding.COURSES,
    *body.COURSES,
    *creative.COURSES,
    *work.COURSES,
)

TOPICS = (
    ("start-here", "Start here", "Good first courses. Come as you are."),
    (
        "understanding",
        "Understanding",
        ("Find out more about what you or someone else is going through."),
    ),
    ("sleep-and-body", "Sleep and body", "Rest, move, and look after the body you live in."),
    ("creative", "Creative", "Make something. Nobody marks it."),
    ("work-and-money", "Work and money", "Work, study, volunteering and making ends meet."),
    (
        "carers-friends-and-family",
        "Carers, friends and family",
        "For people who are there for someone.",
    ),
    ("online", "Online", "Join from home."),
    ("working-as-a-peer", "Working as a peer", "Use what you have lived through to help others."),
)
