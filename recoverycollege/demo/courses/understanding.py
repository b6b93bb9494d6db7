"""The courses that help people understand what they or someone near them are going through."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

UNDERSTANDING_ANXIETY = CourseText(
    title="Understanding Anxiety",
    slug="understanding-anxiety",
    summary=(
        "Six weeks to find out what anxiety is, what it does in your body, and which small "
        "things help. Come to the room or join online."
    ),
    about=(
        (
            "Everyone feels anxious at times. It is the body's alarm, and it is there to keep "
            "us safe. For some of us the alarm is too loud, or it will not switch off."
        ),
        (
            "Over six weeks we find out how the alarm works. Each week we try one thing that "
            "may turn it down a little. Some will suit you and some will not. You keep the "
            "ones you like."
        ),
        (
            "You can come to the room, or join from home on a video call, or swap from week "
            "to week. Many people begin at home and come to the room later. That is fine by "
            "us."
        ),
    ),
    who_for=(
        "Anyone who knows anxiety, in themselves or in someone they care about.",
        (
            "If big groups worry you, tell us. You can visit the room before the first week "
            "and meet a tutor."
        ),
    ),
    outcomes=(
        "know what anxiety is for, and why it can feel so strong",
        "know what anxiety does in your own body and thoughts",
        "have tried four ways to calm your body, and have chosen one to practise",
        "have planned a small step towards something you have been avoiding",
        "be able to tell someone else how they can help you",
    ),
    on_the_day=(
        (
            "In the room there are up to 14 of us. You can sit near the door, and you can "
            "stand or walk about. There are no surprises: the plan for the week is on the "
            "wall."
        ),
        (
            "Online, you can have your camera on or off. You can use the chat and never say a "
            "word. One tutor looks after the people online all the time."
        ),
        (
            "There is a break in the middle, with a drink and something to nibble. We do not "
            "play games that put people on the spot."
        ),
    ),
    sessions=(
        SessionText(
            title="The body's alarm",
            about=("What anxiety is for, and why it is not a weakness. We draw our own alarm."),
        ),
        SessionText(
            title="What goes on in my body",
            about=(
                "Fast heart, tight chest, shaky legs. We find out why it happens, and we try slow "
                "breathing."
            ),
        ),
        SessionText(
            title="Worry and what-ifs",
            about="How worry grows, and two ways to put it down for a while.",
        ),
        SessionText(
            title="The trap of staying away",
            about=(
                "Why it feels better to avoid things, and why it costs us later. We plan one tiny "
                "step."
            ),
        ),
        SessionText(
            title="Kindness on bad days",
            about=(
                "What to do when the alarm goes off anyway. We make a small card to keep in a "
                "pocket."
            ),
        ),
        SessionText(
            title="My own mix",
            about=(
                "You choose the things that work for you. We look at where to get more help, and "
                "we say goodbye with cake."
            ),
        ),
    ),
    content_note=(
        "We talk about panic and about worry. In week 2 we notice our own heartbeat, which "
        "some people find hard. You can do something else for those ten minutes."
    ),
    access_note=(
        "There are captions on the video call. Handouts come by email or post a few days "
        "before. Dim lights, no perfume, and ear defenders to borrow."
    ),
    bring="Something to drink. If you join online, a quiet corner and headphones help.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("understanding", "online"),
    illustration="wave",
    certificate_percent=70,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=26,
        reviewed_months_ago=5,
        contributions=(
            ContributionText(
                name="Priya Raman",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Shared what panic is like from the inside, and what nobody told her."),
            ),
            ContributionText(
                name="Yasmin Farooqi",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Psychologist",
                gave="Put the science into plain words with Priya.",
            ),
            ContributionText(
                name="Tomasz Wójcik",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Past student",
                gave="Thought of joining from home first and coming in later.",
            ),
            ContributionText(
                name="Grace Mbeki",
                perspective="CARER",
                credit="NONE",
                role="Mother of a student",
                gave="Told us what families want to know.",
            ),
        ),
        changed=(
            "Students asked for no ice-breakers, so there are none. They asked to see the "
            "plan for the week before they came in, so now it is on the wall and in the post."
        ),
        author="jo-bright",
        lived_experience_approver="marcus",
        professional_approver="daniel",
    ),
)

LIVING_WITH_VOICES = CourseText(
    title="Living with Voices",
    slug="living-with-voices",
    summary=(
        "For people who hear voices, and people close to them. Four calm meetings, two weeks "
        "apart, led by people who hear voices too."
    ),
    about=(
        (
            "Many people hear a voice that others do not. It is more common than most people "
            "think. Some voices are kind, some are a nuisance, and some are very hard to live "
            "with."
        ),
        (
            "This course is a place to talk about it as an ordinary thing. No one will tell "
            "you what your voices mean. People have found many ways to understand them, and "
            "each is welcome here."
        ),
        (
            "We share what helps: ways to get some peace, to feel less alone, and to get on "
            "with the life that you want. One of the tutors hears voices. The other is a "
            "nurse who has listened to many people who do."
        ),
    ),
    who_for=(
        "People who hear voices, or see or sense things that others do not.",
        (
            "Friends, family and workers are welcome when the person they know has said yes "
            "to it. We keep half of the places for people who hear voices."
        ),
    ),
    outcomes=(
        "know that hearing voices is a common human experience",
        "have heard some different ways that people make sense of voices",
        "have some ways to get a break from voices, or to answer them",
        "have chosen what you want other people to know, and how to tell them",
    ),
    on_the_day=(
        (
            "We are a small group of up to 8, in a warm room with soft chairs. The door to "
            "the garden is open, and you can step out whenever you want to."
        ),
        (
            "If your voices are loud that day, come anyway. You can wear headphones, walk "
            "about or stay silent. The tutors know what it is like."
        ),
        "We meet every second week. That gives you time to try things out, and to rest.",
    ),
    sessions=(
        SessionText(
            title="You are not the only one",
            about=(
                "How common voices are, in our own time and through history. The tutors tell "
                "their stories."
            ),
        ),
        SessionText(
            title="What might it mean?",
            about=("Many ways of making sense of voices. You do not have to choose one."),
        ),
        SessionText(
            title="Getting some peace",
            about=(
                "Things that people do: music, talking back, setting a time, walking, resting. We "
                "make a list to keep."
            ),
        ),
        SessionText(
            title="Telling other people",
            about=(
                "Who needs to know, who does not, and words you could use. We look at groups you "
                "can go on to."
            ),
        ),
    ),
    content_note=(
        "People may talk about voices that say upsetting things. We agree at the start how to "
        "do this with care. You can ask us to stop, and you can leave the room."
    ),
    access_note=(
        "Low light, soft chairs and no music in the background. A second quiet room is always "
        "free. Handouts are short, with pictures."
    ),
    bring="Headphones, if they help you. You do not need to bring anything else.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("understanding",),
    illustration="headphones",
    certificate_percent=70,
    making=MakingOf(
        stage="PILOT",
        began_months_ago=15,
        reviewed_months_ago=3,
        contributions=(
            ContributionText(
                name="Marcus Adeyemi",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Peer tutor",
                gave="Wrote the course from his own life, together with Daniel.",
            ),
            ContributionText(
                name="Daniel Novák",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Mental health nurse",
                gave="Wrote the course with Marcus, and learned to say less.",
            ),
            ContributionText(
                name="Elinor Vance",
                perspective="LIVED_EXPERIENCE",
                credit="NONE",
                role="Member of a hearing voices group",
                gave="Read every page and changed many of them.",
            ),
            ContributionText(
                name="Peter Vance",
                perspective="CARER",
                credit="ROLE",
                role="Brother of someone who hears voices",
                gave="Wrote the questions that families ask.",
            ),
        ),
        changed=(
            "The first draft had a page about causes. The group said it told people what to "
            "think, so it went. In its place are five people's own words about what their "
            "voices mean to them."
        ),
        author="marcus",
        lived_experience_approver="siobhan",
        professional_approver="yasmin",
    ),
)

COURSES = (UNDERSTANDING_ANXIETY, LIVING_WITH_VOICES)
