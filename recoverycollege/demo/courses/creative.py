"""The courses where people make something: drawings, and the telling of their own story."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

MINDFUL_DRAWING = CourseText(
    title="Mindful Drawing",
    slug="mindful-drawing",
    summary=(
        "A calm hour and a half with pens and paper. Drop in when you like. You do not need "
        "to be good at art."
    ),
    about=(
        (
            "When you really look at a leaf or a cup, and try to draw it, there is not much "
            "room left for worry. That is the whole idea."
        ),
        (
            "Each week there is something new to draw and a simple way to begin. You can "
            "follow the tutors, or do your own thing. Nobody marks it. Nobody has to show it."
        ),
        (
            "This is a drop-in. There is no need to book, and you can come once or every "
            "week. Come in when you are ready and leave when you have had enough."
        ),
    ),
    who_for=(
        "Everyone, and most of all people who say they cannot draw.",
        "You may bring a friend, or someone you care for.",
    ),
    outcomes=(
        "have a way to slow down that fits in your pocket",
        "have tried pens, pencils, ink and charcoal",
        "look at ordinary things with fresh eyes",
        "have been with other people without having to talk",
    ),
    on_the_day=(
        (
            "Come any time in the first half hour. Go to the long table by the window. One of "
            "the tutors will say hello, give you paper and show you what we are doing."
        ),
        (
            "It is quiet, but not silent. Some people chat, and some wear headphones. The "
            "kettle is on all the time."
        ),
        (
            "At the end you can take your drawing home, pin it on our wall, or put it in the "
            "bin. All three are fine."
        ),
    ),
    sessions=(
        SessionText(
            title="Leaves",
            about=("Slow lines round the edge of a leaf, without looking at the paper."),
        ),
        SessionText(title="Cups and kettles", about="Light and dark, with a soft pencil."),
        SessionText(title="Ink and water", about="Let the ink run where it wants to go."),
        SessionText(title="Your own hand", about="The thing you know best, and never look at."),
        SessionText(title="Windows", about="What you can see from where you sit."),
        SessionText(title="Weather", about="Charcoal, a rubber, and the sky."),
    ),
    content_note=(
        "There is nothing in this drop-in that we expect to be upsetting. Some people find "
        "that being quiet brings up feelings. A tutor is always near."
    ),
    access_note=(
        "The table can be raised for wheelchairs. There are thick pens, tape to hold the "
        "paper, and a lamp with a magnifier."
    ),
    bring=(
        "Nothing. We have all the pens and paper. Wear something that you do not mind getting inky."
    ),
    level="START",
    course_format="DROP_IN",
    topics=("creative", "start-here"),
    illustration="pencil",
    certificate_percent=None,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=24,
        reviewed_months_ago=8,
        contributions=(
            ContributionText(
                name="Anneliese Brandt",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Art tutor",
                gave="Thought up a way to begin for each week.",
            ),
            ContributionText(
                name="Priya Raman",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Drew every day through a year of panic, and kept the sketchbooks."),
            ),
            ContributionText(
                name="Femi Alade",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Past student",
                gave="Asked for a bin, so that no one has to keep a drawing.",
            ),
        ),
        changed=(
            "It was a booked course at first. People said that they could not know on Monday "
            "if they could face people on Thursday. So now it is a drop-in, and more people "
            "come."
        ),
        author="jo-bright",
        lived_experience_approver="tom",
        professional_approver="helen",
    ),
)

TELL_YOUR_STORY = CourseText(
    title="Tell Your Story",
    slug="tell-your-story",
    summary=(
        "Two days in a row to shape a story from your own life: what to tell, what to keep, "
        "and how to stay safe while you do it."
    ),
    about=(
        (
            "Stories can change things. They help us to see how far we have come. They help "
            "other people to feel less alone. But a story is yours, and you should be the one "
            "who says how much of it to tell."
        ),
        (
            "In these two days you choose one small part of your life and make a story of "
            "about five minutes. You can write it, speak it, draw it or record it."
        ),
        (
            "We talk a lot about choice. Who is it for? What will you leave out? How do you "
            "look after yourself before and after? At the end you may share it with the "
            "group, or with one person, or with no one."
        ),
    ),
    who_for=(
        "People who have lived through hard times, and people who have cared for someone.",
        (
            "It helps to have done What is Recovery? or another course with us first. If "
            "things are very raw at the moment, ring us. We can talk about whether now is a "
            "good time."
        ),
    ),
    outcomes=(
        "have chosen a part of your story that you are ready to tell",
        "have given it a beginning, a middle and an end",
        "know what you want to keep private, and be able to say so with ease",
        "know how to look after yourself before, during and after you share",
        "have a story of about five minutes, told in your own way",
    ),
    on_the_day=(
        (
            "We meet on two days in a row, from 10am to 3pm, with lunch. There are only 8 of "
            "us, so there is time for everyone."
        ),
        (
            "On the first day you will not be asked to share anything. We read and listen to "
            "other people's stories, and you begin yours."
        ),
        (
            "On the second day you work on your story with a tutor beside you if you wish. "
            "The last hour is for sharing. You choose whether, how and with whom."
        ),
    ),
    sessions=(
        SessionText(
            title="Finding the story",
            about=(
                "What makes a story work. What to tell and what to keep. You choose your small "
                "piece and make a start."
            ),
        ),
        SessionText(
            title="Shaping and sharing",
            about=(
                "We cut, mend and polish. Then those who want to may share, and we talk about "
                "what comes next."
            ),
        ),
    ),
    content_note=(
        "People tell true stories, and some parts may be sad. We ask everyone to leave out "
        "details of harm. You can step out at any time, and a tutor will check that you are "
        "all right."
    ),
    access_note=(
        "You can speak, sign, type, draw or record your story. We can have someone write it "
        "down for you. Tell us if you need a BSL interpreter. We need three weeks to book "
        "one."
    ),
    bring="A photo or a small thing that matters to you, if you like. It can stay in your bag.",
    level="NEXT",
    course_format="WORKSHOP",
    topics=("creative", "working-as-a-peer"),
    illustration="letters",
    certificate_percent=100,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=18,
        reviewed_months_ago=9,
        contributions=(
            ContributionText(
                name="Tom Whitlock",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Learned the hard way what to keep for himself.",
            ),
            ContributionText(
                name="Anneliese Brandt",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Art tutor",
                gave="Wrote the exercises for people who do not like writing.",
            ),
            ContributionText(
                name="Oluwaseun Bello",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Storyteller and past student",
                gave="Told us to put choice on every page.",
            ),
            ContributionText(
                name="Margaret Finch",
                perspective="CARER",
                credit="FULL_NAME",
                role="Carer for her husband",
                gave=(
                    "Asked: whose story is it, when it is about two people? That became an hour "
                    "of the course."
                ),
            ),
        ),
        changed=(
            "We cut the course from three days to two, and the group from 12 people to 8. "
            "Past students said that they wanted fewer stories and more time. The hour on "
            "whose story it is came from a carer."
        ),
        author="jo-bright",
        lived_experience_approver="siobhan",
        professional_approver="daniel",
    ),
)

COURSES = (MINDFUL_DRAWING, TELL_YOUR_STORY)
