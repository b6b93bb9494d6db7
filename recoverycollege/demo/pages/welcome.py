"""The pages that welcome people: the front page, the first time here, and who we are."""

from __future__ import annotations

from recoverycollege.demo.shapes import (
    PageText,
    callout,
    cards,
    heading,
    question,
    quote,
    steps,
    text,
)

HOME = PageText(
    title="Free courses about living well",
    slug="home",
    summary=(
        "Free courses about living well, in Willowbrook and online. People who have been there "
        "and people who work in health and care make and teach them together."
    ),
    introduction=(
        "We run free courses about living well. Each one is made and taught by people who "
        "have been through hard times, side by side with people who work in health and care. "
        "Anyone may come."
    ),
    illustration="path",
    blocks=(
        heading("New here? Start with one of these"),
        cards(
            ("courses/what-is-recovery", "One friendly day. Lunch is on us."),
            ("courses/wellness-planning", "Four weeks to make a plan that is yours alone."),
            (
                "courses/carers-looking-after-you",
                "Three mornings, for people who look after someone.",
            ),
        ),
        heading("What to expect"),
        text(
            (
                "You are a student here. We do not treat you, test you or mark you. We never "
                "ask about a diagnosis. You choose what to come to, and how much of yourself "
                "you share."
            ),
            "It is all right to be nervous. Most people are, and that includes some of the tutors.",
        ),
        cards(
            (
                "your-first-time/what-happens-on-the-day",
                "The door, the room, the breaks, and going home.",
            ),
            ("your-first-time/how-to-book", "Online in about three minutes, or by phone."),
            ("your-first-time/come-with-someone", "Bring a friend, or let someone book for you."),
        ),
        quote(
            (
                "I sat in the car park for twenty minutes. Then a man with a green badge waved at "
                "me through the window. I went in. That was two years ago."
            ),
            "Bev, student",
        ),
        heading("Would you like to do this too?"),
        text(
            "Many of our tutors first came as students. What you have lived through could "
            "help someone else one day. Have a look at [becoming a peer "
            "worker](page:becoming-a-peer-worker)."
        ),
    ),
)

ON_THE_DAY = PageText(
    title="What happens on the day",
    slug="what-happens-on-the-day",
    summary=(
        "From the front door to going home: what you will see, who will meet you, and what "
        "you do not have to do."
    ),
    introduction="Here is the whole day, step by step, so that there are no surprises.",
    illustration="door",
    blocks=(
        steps(
            (
                "You arrive",
                (
                    "The door opens half an hour before we start. Come early, come late, or wait "
                    "outside for a bit. Your booking says what the door looks like and how to get "
                    "there."
                ),
            ),
            (
                "Someone meets you",
                (
                    "Look for the green badge. That person knows your name if you have booked. "
                    "They show you the room, the toilets and the quiet space."
                ),
            ),
            (
                "You find a seat",
                (
                    "Sit where you like. There are always seats by the door. Name labels are "
                    "there if you want one, and you can write any name you wish."
                ),
            ),
            (
                "We begin",
                (
                    "There are two tutors. They tell you what we will do and when the breaks are. "
                    "You can say your name, or just nod."
                ),
            ),
            (
                "We learn together",
                (
                    "We talk, watch, try things and laugh a fair bit. You can listen all day and "
                    "never say a word. Nobody will ask you to share your story."
                ),
            ),
            (
                "We take breaks",
                (
                    "There is one about every hour, with drinks and a biscuit. On full days lunch "
                    "is free."
                ),
            ),
            (
                "You go home",
                (
                    "We finish on time. The tutors stay for a while if you would like to talk. If "
                    "you do not, just slip away."
                ),
            ),
        ),
        callout(
            "If it gets too much",
            (
                "You can step out at any time, and you do not need to say why. Go to the quiet "
                "space, get some air, or go home. Nobody will be cross. One of the tutors may "
                "come and check that you are all right."
            ),
            tone="WELCOME",
        ),
        heading("What you do not have to do"),
        text(
            "* Tell anyone why you came.",
            "* Say if you have a diagnosis. We will not ask.",
            "* Read out loud, write on the board, or join in with everything.",
            "* Bring anything. We have pens, paper and reading glasses.",
        ),
        heading("If you join online"),
        text(
            "The call opens 15 minutes before we start. A tutor lets you in. Your camera can "
            "be off. You can type, talk, or do neither. If your line drops, use the same link "
            "to come back."
        ),
        heading("When we are worried about someone"),
        text(
            "What people say in the room stays in the room. There is one limit. If we think "
            "that someone is in danger, we have to tell someone who can help. We try to talk "
            "to you first."
        ),
    ),
)

HOW_TO_BOOK = PageText(
    title="How to book",
    slug="how-to-book",
    summary=(
        "Book online in about three minutes, ring us, or write to us. You do not need an "
        "email address or a referral."
    ),
    introduction=(
        "You do not need a letter from a doctor, and you do not need to have an email "
        "address. All our courses are free."
    ),
    illustration="letters",
    blocks=(
        heading("Online"),
        steps(
            (
                "Choose a course",
                (
                    "Have a look at [our courses](page:courses). Each page says what it is like, "
                    "who it is for, and when it runs."
                ),
            ),
            (
                "Choose your dates",
                (
                    "Press “Book these dates”. One booking holds your place for all the dates of "
                    "the course."
                ),
            ),
            (
                "Type the code",
                (
                    "We send a short code to your email address. You type it in. There is no "
                    "password to remember."
                ),
            ),
            (
                "Tell us your name",
                (
                    "We ask what you would like to be called, and if anything would make it "
                    "easier for you. You can leave that part empty."
                ),
            ),
            (
                "Check and book",
                (
                    "You see it all on one page before you book. Then we send you a message with "
                    "the dates for your calendar."
                ),
            ),
        ),
        text("The second time it is much shorter. We do not ask you the same things twice."),
        heading("By phone"),
        text(
            "Ring us on 01632 960100, Monday to Friday, 9:30am to 4pm. You will talk to Ruth "
            "or Hassan. They can book while you are on the phone, and post the dates to you. "
            "If you get the machine, leave a name and a number. We ring back on the same day "
            "or the next."
        ),
        heading("By post, or in person"),
        text(
            "Write to us, or come to the desk at the Old Library. We can sit down with you "
            "and book together. There is a computer that you may use, and someone to help."
        ),
        heading("Questions people ask"),
        question(
            "What if the course is full?",
            (
                "The page will tell you, and it will show you other dates if there are some. You "
                "can ring us as well. People do give up places, and we add new dates when we can."
            ),
        ),
        question(
            "What if I cannot come after all?",
            (
                "That is fine. Go to [my courses](url:/my-courses/) and give up your place, or "
                "ring us. You do not need a reason. Someone else will be glad of the place."
            ),
        ),
        question(
            "What if I miss a session?",
            (
                "You keep your place. Come back next time if you can. We may ring to see how you "
                "are. We will not tell you off."
            ),
        ),
        question(
            "Is it really free?",
            (
                "Yes. The course, the papers and lunch on full days are free. If the bus fare is "
                "a worry, talk to us."
            ),
        ),
        question(
            "Do I have to live in Willowbrook?",
            ("No. Most of our students do, but you are welcome from anywhere."),
        ),
        question(
            "How old do I have to be?",
            ("18 or over. There is no upper limit. Our oldest student is 91."),
        ),
    ),
)

COME_WITH_SOMEONE = PageText(
    title="Come with someone",
    slug="come-with-someone",
    summary=(
        "Bring a friend or a helper, let someone book for you, or ask us to meet you at the door."
    ),
    introduction=(
        "You do not have to do this alone. There are many ways to have someone beside you."
    ),
    illustration="hands",
    blocks=(
        heading("Bring someone along"),
        text(
            (
                "A friend, a partner, a parent, a support worker: you may bring one person "
                "with you to any course. They are a student too while they are here. They can "
                "join in or just sit beside you."
            ),
            (
                "They need a place of their own, so that everyone has a chair. Ring us and we "
                "will book the two of you in together."
            ),
        ),
        heading("Let someone book for you"),
        text(
            (
                "Someone you trust can book for you, with their own email address. They see "
                "the dates that they booked, and they get the messages if you want them to."
            ),
            (
                "They do not see your certificates from before, or anything you told us in "
                "private. You can take over at any time. Ring us and we will set it up in a "
                "minute."
            ),
        ),
        heading("Ask us to meet you"),
        text(
            "When you book, tick “Someone to meet me at the door”. One of us will look out "
            "for you. If the first step is the hard one, we can also meet you at the bus "
            "stop, or show you the room on a quiet day before the course."
        ),
        quote(
            (
                "I told them that I would wear a red hat. When I got off the bus, Beverley was "
                "there in a red hat too."
            ),
            "Leroy, student",
        ),
        heading("If you care for someone"),
        text(
            "You are welcome to come with the person you care for. There is also a course "
            "just for you: [Carers: Looking After "
            "You](page:courses/carers-looking-after-you). If you need someone to sit in while "
            "you are here, ask us. We can often help."
        ),
    ),
)

FIRST_TIME = PageText(
    title="Your first time",
    slug="your-first-time",
    summary="What happens on the day, how to book, and how to come with someone.",
    introduction=(
        "Coming through the door for the first time takes courage. Here is all we can think "
        "of to make it easier. If there is something else, ask us."
    ),
    illustration="door",
    in_menu=True,
    is_section=True,
    blocks=(
        callout(
            "You can visit first",
            (
                "On most Wednesdays between 2pm and 4pm you can come and see the Old Library. "
                "Have a cup of tea, look at the rooms and ask questions. You do not need to book."
            ),
            tone="WELCOME",
        ),
    ),
    children=(ON_THE_DAY, HOW_TO_BOOK, COME_WITH_SOMEONE),
)
