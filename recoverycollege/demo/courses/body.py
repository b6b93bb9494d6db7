"""The courses about sleep and about moving: being well in the body."""

from __future__ import annotations

from recoverycollege.demo.shapes import ContributionText, CourseText, MakingOf, SessionText

SLEEP_WELL = CourseText(
    title="Sleep Well",
    slug="sleep-well",
    summary=(
        "Three friendly meetings, two weeks apart, on how sleep works and what you can "
        "change, even when your nights are hard."
    ),
    about=(
        (
            "Bad nights make everything harder. You may lie awake for hours, wake up too "
            "soon, or sleep all day and still feel tired. You are not doing it wrong. Sleep "
            "is easily upset, and it can get better."
        ),
        (
            "We meet three times, with two weeks in between. At each meeting you choose one "
            "small change to try at home. Next time we hear how it went. No one gets a "
            "telling off."
        ),
        (
            "We talk about real life: noisy neighbours, night shifts, small children, "
            "medicine that makes you sleepy, and bad dreams."
        ),
    ),
    who_for=(
        "Anyone who would like to sleep better.",
        (
            "If you have fits, or a sleep illness that a doctor treats, please tell us. We "
            "will check with you which parts suit you."
        ),
    ),
    outcomes=(
        "know how sleep works, in simple words",
        "have kept a sleep diary without making it a chore",
        "have tried two changes to your evening or your bedroom",
        "know what to do when you are wide awake at 3am",
        "know when it is time to talk to your doctor about sleep",
    ),
    on_the_day=(
        (
            "We meet late in the morning, because early starts are no fun when you have not "
            "slept. If you come late, come in. We will be glad that you made it."
        ),
        (
            "The lights are soft and there are big chairs and blankets. If you nod off, we "
            "will let you. It has happened."
        ),
        (
            "There are up to 12 of us. We talk, we look at some pictures of sleep, and we try "
            "a short rest together. You can keep your eyes open."
        ),
    ),
    sessions=(
        SessionText(
            title="How sleep works",
            about=(
                "Body clocks, sleep pressure and why we wake at night. You choose your first "
                "small change."
            ),
        ),
        SessionText(
            title="Evenings and bedrooms",
            about=(
                "Light, screens, noise, food and worry. We share what we tried and choose a "
                "second change."
            ),
        ),
        SessionText(
            title="The hard nights",
            about=(
                "What to do at 3am, bad dreams, and sleep when you take medicine. We make a plan "
                "to keep by the bed."
            ),
        ),
    ),
    content_note=(
        "We talk about bad dreams in the third meeting. You do not have to tell yours. We do "
        "not talk about what causes them unless you want to."
    ),
    access_note=(
        "Reclining chairs and floor mats. The sleep diary comes in large print and in "
        "pictures. You may bring your own cushion."
    ),
    bring="Your glasses if you wear them. We give you the diary and a pen.",
    level="START",
    course_format="SHORT_COURSE",
    topics=("sleep-and-body",),
    illustration="moon",
    certificate_percent=70,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=33,
        reviewed_months_ago=15,
        contributions=(
            ContributionText(
                name="Tom Whitlock",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Knows every ceiling crack in his flat, and what helped in the end."),
            ),
            ContributionText(
                name="Helen Osei",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Occupational therapist",
                gave="Wrote the evening plan with Tom.",
            ),
            ContributionText(
                name="Rosa Delgado",
                perspective="CARER",
                credit="FIRST_NAME",
                role="Cares for her mother at night",
                gave="Made us think about people who are woken by others.",
            ),
            ContributionText(
                name="Colin Marsh",
                perspective="COMMUNITY",
                credit="ROLE",
                role="Works night shifts on the buses",
                gave="Wrote the page for people who work at night.",
            ),
        ),
        changed=(
            "We wanted to start at 9:30am. Every student laughed. The course now starts at "
            "11am. People who work nights asked for a page of their own, and they wrote it "
            "with us."
        ),
        author="jo-bright",
        lived_experience_approver="priya",
        professional_approver="yasmin",
    ),
)

WALK_AND_TALK = CourseText(
    title="Walk and Talk",
    slug="walk-and-talk",
    summary=(
        "An easy weekly walk through Fernhill Park, with time to look, to talk or to be "
        "quiet. We end with a hot drink. Dogs welcome."
    ),
    about=(
        (
            "It can be easier to talk side by side than face to face. It can be nice not to "
            "talk at all. On this walk you may do both."
        ),
        (
            "We walk slowly for about an hour, on flat paths, in all but the worst weather. "
            "We stop often: to look at a tree, to sit on a bench, or to let a dog say hello. "
            "Then we have a hot drink in the Potting Shed."
        ),
        (
            "Each week there is one small thing to notice, such as sounds, or colours, or "
            "what is growing. It is a way to rest a busy head."
        ),
    ),
    who_for=(
        "Everyone who would like some air and some company. You do not need to be fit.",
        "Carers and support workers are welcome to walk with the person they support.",
    ),
    outcomes=(
        "have three simple ways to notice what is around you",
        "know how light, air and moving can help your mood",
        "know a safe, easy walk that you can do alone or with a friend",
        "feel more at ease with talking to new people",
    ),
    on_the_day=(
        (
            "We meet at the green door of the Potting Shed, ten minutes before we start. A "
            "tutor in a yellow scarf is there from half an hour before."
        ),
        (
            "One tutor walks in front and one at the back. No one is left behind. You can "
            "turn round at any point, and someone will walk back with you."
        ),
        (
            "If it pours with rain or the wind is very strong, we stay in the Potting Shed "
            "and have a look at the seeds. If we have to call it off, we ring or text you by "
            "9am."
        ),
    ),
    sessions=(
        SessionText(
            title="Sounds",
            about=("We walk the lower path and listen. How many birds can you hear?"),
        ),
        SessionText(
            title="Colours",
            about=("We walk round the pond and look for ten greens, or ten browns in winter."),
        ),
        SessionText(
            title="Hands and feet",
            about="Bark, moss, water, stone. We notice what things feel like.",
        ),
        SessionText(
            title="Looking up", about="Clouds, branches and birds. A slow walk with many benches."
        ),
        SessionText(
            title="My walk",
            about=("You choose the way. We talk about walks you could do near home."),
        ),
    ),
    content_note=(
        "There is nothing in this course that we expect to be upsetting. We walk near a pond "
        "and there are often dogs."
    ),
    access_note=(
        "The lower path is flat and firm, good for most wheelchairs and walking frames, and "
        "there is a bench every 150 metres. The park lends out a mobility scooter. Ask us and "
        "we will book it."
    ),
    bring=(
        "Shoes that you do not mind getting muddy, and a coat. We have spare umbrellas and gloves."
    ),
    level="START",
    course_format="SHORT_COURSE",
    topics=("sleep-and-body", "start-here"),
    illustration="boots",
    certificate_percent=60,
    making=MakingOf(
        stage="REVIEW",
        began_months_ago=20,
        reviewed_months_ago=6,
        contributions=(
            ContributionText(
                name="Siobhán Kelly",
                perspective="LIVED_EXPERIENCE",
                credit="FULL_NAME",
                role="Peer tutor",
                gave=("Walked herself through a hard winter, and mapped the benches."),
            ),
            ContributionText(
                name="Gareth Pugh",
                perspective="PROFESSIONAL",
                credit="FULL_NAME",
                role="Employment adviser and walk leader",
                gave="Checked the paths and wrote the plan for bad weather.",
            ),
            ContributionText(
                name="Winston Clarke",
                perspective="COMMUNITY",
                credit="FIRST_NAME",
                role="Friends of Fernhill Park",
                gave="Opened the Potting Shed to us, and taught us the birds.",
            ),
            ContributionText(
                name="Nasreen Malik",
                perspective="LIVED_EXPERIENCE",
                credit="ROLE",
                role="A student who uses a wheelchair",
                gave="Tried every path and chose the ones that work.",
            ),
        ),
        changed=(
            "We planned a route of three miles. Students told us that some of us need a "
            "shorter one with more places to sit. So we measured the benches and chose a new "
            "path. Dogs were a student's idea too."
        ),
        author="jo-bright",
        lived_experience_approver="marcus",
        professional_approver="helen",
    ),
)

COURSES = (SLEEP_WELL, WALK_AND_TALK)
