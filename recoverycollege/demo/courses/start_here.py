"""The courses people are told to start with: what recovery is, and a plan for keeping well."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

WHAT_IS_RECOVERY = CourseText(
    title="What is Recovery?",
    slug="what-is-recovery",
    summary=(
        "One friendly day about living a life you value, with or without symptoms. A good "
        "first course. No one has to share anything."
    ),
    about=(
        (
            "Recovery does not have to mean that every problem goes away. It can mean finding "
            "ways to live a life that matters to you, even on the days when things are hard."
        ),
        (
            "On this day we look at what recovery means to different people. You will hear "
            "two real stories. We talk about hope, about having some control, and about the "
            "chances we all need. Then you choose one small next step of your own."
        ),
        (
            "You do not need to know anything before you come. You do not need to have a "
            "diagnosis, and we will never ask if you do. You are the expert on you. We bring "
            "the tea, the stories and some ideas to try."
        ),
    ),
    who_for=(
        (
            "Everyone. People with their own experience, people who care for someone, people "
            "who work in health and care, and anyone who is curious."
        ),
        "If this is your first course with us, it is a very good place to start.",
    ),
    outcomes=(
        "know what recovery can mean, and why it is different for each person",
        (
            "be able to name five things that often help: people, hope, being yourself, "
            "purpose and having a say"
        ),
        "have spotted what helps you, and what gets in the way",
        "have heard two real stories, and know what you want to keep from them",
        "have one next step that is small enough to do this week",
    ),
    on_the_day=(
        (
            "The door opens at 9:30am. Someone with a green badge meets you and shows you the "
            "room, the toilets and the quiet space. There is tea, coffee and squash."
        ),
        (
            "We start at 10am. There are about 12 of us, sitting in a half circle with "
            "tables. Both tutors say hello and tell you the plan for the day. You can say "
            "your name, or just wave."
        ),
        (
            "We stop for a break every hour. Lunch is at 12:30pm. It is free, and we will "
            "have asked what you can eat. Some people eat together. Some people go for a "
            "walk."
        ),
        (
            "You can leave the room at any time and come back. You do not have to say why. We "
            "finish at 3:30pm, and the tutors stay for a while if you want to talk."
        ),
    ),
    sessions=(
        SessionText(
            title="What is Recovery? The whole day",
            about=(
                "In the morning: what recovery can mean, and two stories. In the afternoon: "
                "hope, control and chances, what helps and what gets in the way, and your own "
                "next step."
            ),
        ),
    ),
    content_note=(
        "Both tutors tell a short story about a hard time in their life. They talk about how "
        "things got better. They do not describe harm in detail. We tell you before each "
        "story starts."
    ),
    access_note=(
        "The room is on the ground floor. Our slides come on paper too, in large print if you "
        "like. Chairs with and without arms. Nothing has to be written down."
    ),
    bring="Just yourself. We have pens, paper, lunch and spare reading glasses.",
    level="START",
    course_format="ONE_DAY",
    topics=("start-here", "understanding"),
    illustration="path",
    certificate_percent=100,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=38,
        reviewed_months_ago=4,
        contributions=(
            ContributionText(
                name="Marcus Adeyemi",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Wrote the day with Helen, and told the first story.",
            ),
            ContributionText(
                name="Helen Osei",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Occupational therapist",
                gave=("Wrote the day with Marcus, and found the research behind it."),
            ),
            ContributionText(
                name="Beverley Stone",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Past student",
                gave=("Tried out every exercise and told us which ones felt like school."),
            ),
            ContributionText(
                name="Imran Sheikh",
                perspective="CARER",
                credit="ROLE",
                role="A father who cares for his son",
                gave="Asked for a part about what recovery means to a family.",
            ),
            ContributionText(
                name="Anita Lowe",
                perspective="COMMUNITY",
                credit="NONE",
                role="Works at a local food bank",
                gave="Helped us take out long words.",
            ),
        ),
        changed=(
            "We used to begin with a quiz. Past students said it felt like a test, so it is "
            "gone. We now begin with tea and a story. Lunch became longer, because people "
            "said that the talks over lunch were the best part."
        ),
        author="jo-bright",
        lived_experience_approver="siobhan",
        professional_approver="yasmin",
    ),
)

WELLNESS_PLANNING = CourseText(
    title="Wellness Planning",
    slug="wellness-planning",
    summary=(
        "Four weeks to make your own plan for staying well: what helps, early signs, hard "
        "days and who to ask. The plan is yours to keep."
    ),
    about=(
        (
            "Most of us know a few things that keep us well. We forget them just when we need "
            "them most. A wellness plan is a way to write them down while things are calm."
        ),
        (
            "We meet four times, for two hours each time. Every week you work on one part of "
            "your plan. The tutors show you their own plans first, with the messy bits left "
            "in. Then you make yours in words, in pictures, or on your phone."
        ),
        (
            "Your plan belongs to you. We do not collect it, copy it or keep it on a "
            "computer. You choose who sees it. That may be nobody at all."
        ),
        (
            "About a month later we meet once more, if you would like to. We talk about what "
            "worked and what needs a change. This meeting is extra. You do not need it for "
            "your certificate."
        ),
    ),
    who_for=(
        (
            "Anyone who wants to look after their wellbeing. You may be well now, or having a "
            "hard time."
        ),
        (
            "You do not need to have done another course. Some people like to do What is "
            "Recovery? first."
        ),
    ),
    outcomes=(
        "have a list of the things that keep you well, from big ones to very small ones",
        "know your own early signs that things are getting harder",
        "have a plan for hard days: what helps, and what does not",
        "have chosen who you want to involve, and what you want them to do",
        "have a short version of your plan for work, study or volunteering",
    ),
    on_the_day=(
        (
            "Come from 15 minutes before the start. One of the tutors will be at the door. "
            "There are drinks, and a table with fiddle toys and colouring pens."
        ),
        (
            "We are a small group of up to 10. First we talk for a few minutes. Then there is "
            "a new idea, a break, and quiet time to work on your plan."
        ),
        (
            "You will not have to read your plan out. If you want to share one line, we would "
            "love to hear it."
        ),
    ),
    sessions=(
        SessionText(
            title="What keeps me well",
            about=(
                "We look at the small daily things and the big yearly things. You start a list "
                "that you can add to for the rest of your life."
            ),
        ),
        SessionText(
            title="Early signs",
            about=(
                "How do you know that things are starting to slip? We look for the first, quiet "
                "signs, and for what helps at that point."
            ),
        ),
        SessionText(
            title="Hard days",
            about=(
                "We make a plan for the days when it is all too much. We go gently, with a long "
                "break, and we finish with something kind."
            ),
        ),
        SessionText(
            title="Who to involve, and a plan for work",
            about=(
                "You choose who you want beside you and what to ask of them. Then we make a "
                "one-page version that you could use at work or college."
            ),
        ),
        SessionText(
            title="Follow-up: how is it going?",
            about=(
                "A month later we meet again if you would like to. We look at what worked and "
                "change what did not."
            ),
        ),
    ),
    content_note=(
        "Week 3 is about hard days. We talk about feeling very low and about asking for help. "
        "We do not go into details. You can miss that part, and we will tell you what to do "
        "instead."
    ),
    access_note=(
        "All the pages of the plan come in standard print, large print and with pictures. You "
        "can use your own tablet or phone. A helper may sit with you."
    ),
    bring="A folder or a notebook if you have one. If not, we will give you one.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("start-here", "sleep-and-body"),
    illustration="leaves",
    certificate_percent=70,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=30,
        reviewed_months_ago=7,
        contributions=(
            ContributionText(
                name="Siobhán Kelly",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Brought her own plan, with ten years of crossings-out.",
            ),
            ContributionText(
                name="Daniel Novák",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Mental health nurse",
                gave="Wrote the part about early signs with Siobhán.",
            ),
            ContributionText(
                name="Kwame Boateng",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Past student",
                gave="Designed the one-page plan for work.",
            ),
            ContributionText(
                name="Denise Carver",
                perspective="CARER",
                credit="ROLE",
                role="Carer for her sister",
                gave="Helped with the part on who to involve.",
            ),
        ),
        changed=(
            "The first version asked for a plan in one go. Students told us that was too much "
            "to face. Now it grows a little each week. It was a student who said: this plan "
            "is mine, so please do not keep a copy. We never have since."
        ),
        author="jo-bright",
        lived_experience_approver="marcus",
        professional_approver="helen",
    ),
)

COURSES = (WHAT_IS_RECOVERY, WELLNESS_PLANNING)
