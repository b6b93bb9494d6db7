"""The courses about being there for someone else: in the neighbourhood and in the family."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

CONVERSATIONS = CourseText(
    title="Conversations in the Community",
    slug="conversations-in-the-community",
    summary=(
        "Three evenings online for anyone who wants to be there for someone having a hard "
        "time, and worries about saying the wrong thing."
    ),
    about=(
        (
            "A neighbour seems low. A friend has gone quiet. You want to ask, but you do not "
            "know how to begin. Most people feel like that. Very often they say nothing."
        ),
        (
            "In three evenings we practise how to start a talk, how to listen, and how to "
            "finish it. You do not have to fix anyone. You do not need special words. Being "
            "there counts for a lot."
        ),
        (
            "We also look at where to find help, and at how to look after yourself when you "
            "are looking after others."
        ),
    ),
    who_for=(
        (
            "Everyone, wherever you live: friends, family, neighbours, hairdressers, coaches, "
            "people from faith groups, people who work with the public."
        ),
        "Groups are welcome. If five or more of you want to come together, please ring us.",
    ),
    outcomes=(
        "know how to start a conversation with someone you are worried about",
        "have practised listening without trying to fix things",
        "know what tends to help, and what tends not to",
        "be able to tell someone where to get help, now or later",
        "know how to look after yourself, and where your part ends",
    ),
    on_the_day=(
        (
            "We send you a link to the video call. It only works for people who have booked. "
            "The call opens 15 minutes before the start, and a tutor is there to help with "
            "sound."
        ),
        (
            "Your camera can be on or off. We work in threes for some of the time, and you "
            "can choose to listen instead. There is a break in the middle to stretch."
        ),
        "We use made-up people for practice. You do not have to talk about anyone you know.",
    ),
    sessions=(
        SessionText(
            title="Starting",
            about=("How to notice, how to ask, and what to do if the answer is: I'm fine."),
        ),
        SessionText(
            title="Listening",
            about=(
                "What listening without fixing is like. We try it in threes, and we hear what "
                "helped the tutors most."
            ),
        ),
        SessionText(
            title="Help, and looking after yourself",
            about=(
                "Where to get help today and later, when to tell someone else, and how to put it "
                "down at the end of the day."
            ),
        ),
    ),
    content_note=(
        "On the third evening we talk about what to do when someone says that they do not "
        "want to live. We do it plainly and with care. You can leave that part out."
    ),
    access_note=(
        "Live captions on every call. You can join by phone without video. The slides are "
        "sent before each evening. A BSL interpreter is there if you ask two weeks before."
    ),
    bring="A phone, tablet or computer. A drink. A place where you feel free to talk.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("online", "carers-friends-and-family"),
    illustration="chairs",
    certificate_percent=70,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=22,
        reviewed_months_ago=2,
        contributions=(
            ContributionText(
                name="Priya Raman",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Collected the best and worst things people ever said to her."),
            ),
            ContributionText(
                name="Yasmin Farooqi",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Psychologist",
                gave="Wrote the evening on listening with Priya.",
            ),
            ContributionText(
                name="Sanjay Mistry",
                perspective="COMMUNITY",
                credit="FIRST_NAME",
                role="Barber on the High Street",
                gave="Tried out the first evening with his customers.",
            ),
            ContributionText(
                name="Ewa Kowalczyk",
                perspective="CARER",
                credit="FULL_NAME",
                role="Mother and carer",
                gave="Wrote the made-up people that we practise with.",
            ),
        ),
        changed=(
            "We had a list of things never to say. People told us that it made them more "
            "afraid to speak. Now there is one short list of things that tend to help, and "
            "the tutors tell you about their own mistakes."
        ),
        author="jo-bright",
        lived_experience_approver="tom",
        professional_approver="daniel",
    ),
)

CARERS = CourseText(
    title="Carers: Looking After You",
    slug="carers-looking-after-you",
    summary=(
        "Three Saturday mornings for people who look after someone. A rest, good company, and "
        "ideas for getting through the week."
    ),
    about=(
        (
            "When you look after someone, you often come last on your own list. You may not "
            "even think of yourself as a carer. You are just a husband, a daughter or a "
            "friend."
        ),
        (
            "These mornings are for you. We talk about worry, about guilt, and about anger "
            "too, because that comes up. We look at what help carers can ask for, and how to "
            "ask for it."
        ),
        (
            "It is also a morning off. There is good coffee and proper cake, and someone else "
            "washes up. The dates are chosen with carers, so they do not follow a pattern. "
            "Look at the list with care."
        ),
    ),
    who_for=(
        (
            "Anyone over 18 who looks after a person with mental health difficulties: "
            "partner, parent, child, brother, sister, neighbour or friend."
        ),
        (
            "The person you care for can do another course with us at the same time. Ask us "
            "what is on."
        ),
    ),
    outcomes=(
        "see what caring gives you and what it costs you",
        "have set one limit, and know how to keep to it kindly",
        "know what help carers can ask for, and from whom",
        "have a plan for one thing each week that is only for you",
        "have met people who know what it is like",
    ),
    on_the_day=(
        (
            "The door opens at 9:45am and we start at 10am. If you have to keep your phone "
            "on, keep it on. We all do."
        ),
        (
            "We sit round one big table. There are up to 12 of us. One tutor is a carer, and "
            "the other works with carers every day."
        ),
        (
            "If you cannot come at the last minute, just tell us. You keep your place for the "
            "next date, and we will ring you to tell you what we did."
        ),
    ),
    sessions=(
        SessionText(
            title="You, for a change",
            about=("What caring is like, the good and the hard. No advice, only listening."),
        ),
        SessionText(
            title="Limits and guilt",
            about=("Saying no without a fight, and living with the guilt that follows."),
        ),
        SessionText(
            title="Help and rest",
            about=(
                "What you can ask for, who to ask, and how to get a real break. We make a plan "
                "for one month."
            ),
        ),
    ),
    content_note=(
        "Carers may talk about very hard days. We ask that no one gives details that would "
        "let us know who the person is."
    ),
    access_note=(
        "If you need someone to sit with the person you care for, tell us when you book. We "
        "can often help. The room has a hearing loop and step-free access."
    ),
    bring="Nothing at all. If you bake, we will not say no.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("carers-friends-and-family",),
    illustration="cup",
    certificate_percent=60,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=28,
        reviewed_months_ago=10,
        contributions=(
            ContributionText(
                name="Ewa Kowalczyk",
                perspective="CARER",
                credit="FULL_NAME",
                role="Mother and carer",
                gave="Said that the first hour must have no advice in it.",
            ),
            ContributionText(
                name="Margaret Finch",
                perspective="CARER",
                credit="FIRST_NAME",
                role="Carer for her husband",
                gave="Wrote the part about guilt.",
            ),
            ContributionText(
                name="Siobhán Kelly",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Told us what it is like to be the one who is cared for.",
            ),
            ContributionText(
                name="Helen Osei",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Occupational therapist",
                gave="Found out what help carers can ask for in Willowbrook.",
            ),
        ),
        changed=(
            "We ran it on weekday evenings. Carers told us that evenings are the hardest time "
            "to get away. So we moved to Saturday mornings, on dates that carers chose, and "
            "we found people who can sit in."
        ),
        author="jo-bright",
        lived_experience_approver="priya",
        professional_approver="gareth",
    ),
)

COURSES = (CONVERSATIONS, CARERS)
