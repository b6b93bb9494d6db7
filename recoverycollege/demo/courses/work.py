"""The courses about work and money, and the training for new peer tutors."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

GETTING_BACK_TO_WORK = CourseText(
    title="Getting Back to Work",
    slug="getting-back-to-work",
    summary=(
        "Four weeks on finding your way back to work, study or volunteering after a hard "
        "time, at a pace that suits you."
    ),
    about=(
        (
            "It is hard to go back after time away. What will you say about the gap? Will you "
            "cope? What if it goes wrong again? These are good questions, and many people "
            "share them."
        ),
        (
            "In four weeks we look at what you are good at, what you need, and what you want "
            "to say. We talk about paid work, study and volunteering. One of them may be "
            "right for you now, or none of them yet."
        ),
        (
            "Nobody here will push you. We do not report to anyone about your benefits, and "
            "we do not keep a list of who is looking for work."
        ),
    ),
    who_for=(
        "Anyone who has been away from work or study, or has never had the chance.",
        "It may also suit you if you have a job, but are off sick and wonder how to go back.",
    ),
    outcomes=(
        "have a list of your skills, and that includes the ones hard times have taught you",
        "have decided what you want to tell an employer, and what you do not",
        "know which changes would help you at work, and how to ask for them",
        "know where to get free advice on benefits and work",
        "have a plan with your first step, and the one after it",
    ),
    on_the_day=(
        (
            "We meet in the afternoon for two hours, with a break. There are up to 12 of us. "
            "You can sit at a table with others or on your own."
        ),
        "There are computers to use, and someone to help if they are new to you.",
        (
            "In week 3 a local employer comes to answer questions. You can ask out loud, or "
            "put your question on a card with no name."
        ),
    ),
    sessions=(
        SessionText(
            title="What I bring",
            about=("Skills, strengths and the things that hard times have taught us."),
        ),
        SessionText(
            title="What I need", about="Changes that help at work, your rights, and how to ask."
        ),
        SessionText(
            title="What I want to say",
            about=("Gaps, forms and interviews. A local employer answers your questions."),
        ),
        SessionText(
            title="First steps",
            about=(
                "Benefits, advice, volunteering and study. You make a plan with two steps in it."
            ),
        ),
    ),
    content_note=(
        "Talking about work can bring up times when people were treated badly. You can pass "
        "on any question."
    ),
    access_note=(
        "Screen magnifier and reading software on two computers. Forms are on yellow paper if "
        "you like. We can fill them in with you."
    ),
    bring="If you have an old CV, bring it. If you do not, that is no problem.",
    level="NEXT",
    course_format="SHORT_COURSE",
    topics=("work-and-money",),
    illustration="door",
    certificate_percent=70,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=16,
        reviewed_months_ago=5,
        contributions=(
            ContributionText(
                name="Tom Whitlock",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Went back to work twice: once too soon, and once well.",
            ),
            ContributionText(
                name="Gareth Pugh",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Employment adviser",
                gave="Wrote the pages on rights and advice with Tom.",
            ),
            ContributionText(
                name="Chidi Eze",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Past student",
                gave="Asked for the card with no name.",
            ),
            ContributionText(
                name="Linda Hargreaves",
                perspective="COMMUNITY",
                credit="FULL_NAME",
                role="Runs a garden centre",
                gave=(
                    "Comes every term to answer questions, and wrote down what employers worry "
                    "about."
                ),
            ),
        ),
        changed=(
            "It used to be called Getting a Job. Students said that volunteering and study "
            "matter as much, so the name and half of the course were changed. The promise not "
            "to report to anyone was their idea too."
        ),
        author="jo-bright",
        lived_experience_approver="marcus",
        professional_approver="helen",
    ),
)

PEER_SUPPORT_FOUNDATIONS = CourseText(
    title="Peer Support Foundations",
    slug="peer-support-foundations",
    summary=(
        "Our training for new peer tutors and anyone who wants to support others as an equal. "
        "Two days in a row, taught by peers."
    ),
    about=(
        (
            "Peer support is when someone uses what they have lived through to walk beside "
            "another person. It sounds simple. It takes care, practice and good support."
        ),
        (
            "In these two days we look at what peer support is and what it is not. We "
            "practise listening, sharing a little of our own story, and asking instead of "
            "telling. We talk about limits, about keeping things private, and about looking "
            "after ourselves."
        ),
        (
            "This course is the first step to becoming a peer tutor at Willowbrook. It is "
            "also useful if you want to apply for a peer support job, or to help in a group."
        ),
    ),
    who_for=(
        (
            "People who have their own experience of mental health difficulties, and who feel "
            "ready to use it to help others."
        ),
        (
            "Please do What is Recovery? and one more course with us first. If you are not "
            "sure that you are ready, come and talk to us. There is no rush."
        ),
    ),
    outcomes=(
        "know what peer support is, and what it is not",
        "have practised listening in a way that leaves the other person in charge",
        "be able to share a small part of your story for a reason",
        "know what must stay private, and when you have to tell someone",
        "know how to set limits that keep you and others safe",
        "have a wellness plan for yourself as a peer worker",
    ),
    on_the_day=(
        (
            "Two days in a row, from 10am to 4pm, with lunch and many breaks. There are 10 of "
            "us, so we get to know each other."
        ),
        (
            "Both days are taught by peers, with a practitioner beside them for the part on "
            "keeping people safe."
        ),
        (
            "We practise in pairs. It can feel odd at first. You choose what you talk about, "
            "and it can be something light."
        ),
        (
            "At the end each of you has a short talk with a tutor about what you would like "
            "to do next. It is not a test, and nobody is turned away."
        ),
    ),
    sessions=(
        SessionText(
            title="Being alongside",
            about=(
                "What peer support is, where it came from, and listening without fixing. We "
                "practise in pairs."
            ),
        ),
        SessionText(
            title="Story, limits and looking after yourself",
            about=(
                "Sharing with a reason, keeping things private, keeping people safe, and your own "
                "plan for staying well in the role."
            ),
        ),
    ),
    content_note=(
        "We talk about hard times, about being treated unfairly, and about keeping people "
        "safe from harm. There is a quiet room and a tutor who is free on both days."
    ),
    access_note=(
        "All handouts come a week before. You can record what you need to remember. Tell us "
        "about anything that would make two full days easier: we can make them shorter for "
        "you."
    ),
    bring="A notebook if you like to write. Lunch and all papers are here.",
    level="NEXT",
    course_format="WORKSHOP",
    topics=("working-as-a-peer", "work-and-money"),
    illustration="hands",
    certificate_percent=100,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=19,
        reviewed_months_ago=1,
        contributions=(
            ContributionText(
                name="Marcus Adeyemi",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Led the writing, and kept asking: would this have helped me?"),
            ),
            ContributionText(
                name="Siobhán Kelly",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave="Wrote the part on limits.",
            ),
            ContributionText(
                name="Daniel Novák",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Mental health nurse",
                gave=("Wrote the part on keeping people safe, and learned when to leave the room."),
            ),
            ContributionText(
                name="Latoya Grant",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Peer support worker on a ward",
                gave=("Told us what the job is really like on a Tuesday afternoon."),
            ),
        ),
        changed=(
            "There was an interview at the end. Trainees said that it made them hide how they "
            "felt, all through the two days. Now it is a talk about what you would like to do "
            "next, and no one is turned away."
        ),
        author="jo-bright",
        lived_experience_approver="priya",
        professional_approver="helen",
    ),
)

MONEY_AND_MOOD = CourseText(
    title="Money and Mood",
    slug="money-and-mood",
    summary=(
        "Two mornings on how money worries and mood pull at each other, with small steps that "
        "help and no blame at all."
    ),
    about=(
        (
            "When money is short, it is hard to feel well. When we feel low, it is hard to "
            "open the post. Round and round it goes."
        ),
        (
            "In two mornings we look at how money and mood affect each other. We open some "
            "envelopes together, we find out who gives free advice in Willowbrook, and we "
            "make one phone call easier."
        ),
        "You will not be asked how much you have or what you owe.",
    ),
    who_for=(
        "Anyone who finds that money worries get them down.",
        "You may bring someone with you.",
    ),
    outcomes=(
        "see how money and mood affect each other in your own life",
        "have a simple plan for opening and sorting the post",
        "know who gives free advice, and what to take with you",
        "have a script for a phone call you have been putting off",
    ),
    on_the_day=(
        (
            "We meet at 10:30am round a big table. There are up to 10 of us. There is tea, "
            "and there are biscuits, and nobody looks at your papers."
        ),
        "You can bring one envelope you have not opened. You can also leave it in your bag.",
    ),
    sessions=(
        SessionText(
            title="Round and round",
            about=("How money and mood pull at each other, and where you could step off."),
        ),
        SessionText(
            title="One envelope, one call",
            about=(
                "We sort some post together, meet a money adviser, and write a script for a call."
            ),
        ),
    ),
    content_note=(
        "We talk about debt and about shame. No one has to say anything about their own money."
    ),
    access_note=(
        "A calculator with big keys, yellow paper and a quiet corner. We can read letters out "
        "to you in private."
    ),
    bring="One envelope, if you feel like it.",
    level="START",
    course_format="WORKSHOP",
    topics=("work-and-money",),
    illustration="letters",
    certificate_percent=100,
    published=False,
    making=MakingOf(
        stage="VALIDATION",
        began_months_ago=5,
        reviewed_months_ago=0,
        contributions=(
            ContributionText(
                name="Tom Whitlock",
                perspective="LIVED_EXPERIENCE",
                credit="FIRST_NAME",
                role="Peer tutor",
                gave=("Brought a shoe box of post that he had once been afraid to open."),
            ),
            ContributionText(
                name="Gareth Pugh",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Employment adviser",
                gave="Wrote the script for a phone call.",
            ),
            ContributionText(
                name="Shanice Brown",
                perspective="COMMUNITY",
                credit="ROLE",
                role="Money adviser at a local charity",
                gave="Checked every fact about debt.",
            ),
        ),
        changed=(
            "We had a page for adding up what you owe. Two people in the design group said "
            "that they would have walked out. The page is now an extra that you can take "
            "home."
        ),
        author="jo-bright",
        lived_experience_approver="siobhan",
        professional_approver=None,
    ),
)

COURSES = (GETTING_BACK_TO_WORK, PEER_SUPPORT_FOUNDATIONS, MONEY_AND_MOOD)
