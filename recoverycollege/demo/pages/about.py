"""The pages about the college itself: how courses are made, where we are, and our promises."""

from __future__ import annotations

from recoverycollege.demo.pages.where_we_teach import WHERE_WE_TEACH
from recoverycollege.demo.shapes import PageText, callout, heading, question, steps, text

MADE_TOGETHER = PageText(
    title="How we make our courses together",
    slug="made-together",
    summary=(
        "Each course is written, checked and taught by people with lived experience and "
        "people with professional knowledge, as equals."
    ),
    introduction=(
        "Two kinds of knowing go into each course: knowing from life, and knowing from "
        "training and work. Neither comes first."
    ),
    illustration="hands",
    blocks=(
        text(
            "People call this co-production. For us it means that the people a course is for "
            "have a real say in it, from the first idea to the last biscuit. It is not the "
            "same as being asked what you think once it is all done."
        ),
        heading("How a course comes to be"),
        steps(
            (
                "An idea",
                (
                    "It can come from anyone. Walk and Talk came from a student who said that she "
                    "could not face one more room."
                ),
            ),
            ("Finding out", "Who needs this? What is there already? Who should be at the table?"),
            (
                "Making it together",
                (
                    "At least two people with lived experience and one with professional "
                    "knowledge sit down and plan it. We pay people for their time."
                ),
            ),
            ("A first draft", "Two people write it together. They send it round to the rest."),
            (
                "Two signatures",
                (
                    "One person with lived experience and one professional read it all. Neither "
                    "of them wrote it. Until both have signed, it does not go on this site."
                ),
            ),
            ("A first run", "We teach it once and listen very hard."),
            (
                "Looking again",
                ("We look at each course again once a year. We keep it, change it, or let it go."),
            ),
        ),
        heading("Saying thank you, in the way people want"),
        text(
            "At the foot of each course page you can see who made it. Some people gave their "
            "whole name. Some gave a first name, or only what they do. Some did not want to "
            "be named at all. It is their choice, and they can change it."
        ),
        heading("You said, we did"),
        text(
            "* You said that 9:30am is too early for a course about sleep. It now starts at 11am.",
            "* You said that a quiz felt like school. We begin with tea and a story.",
            "* You said that your plan is yours. We never keep a copy.",
            (
                "* You said that you cannot tell on Monday if you can face people on "
                "Thursday. So drawing is now a drop-in."
            ),
        ),
        callout(
            "Would you like to help make a course?",
            (
                "You do not need to be a writer. You need to know what would have helped you. "
                "Ring us on 01632 960100 and ask for Jo."
            ),
            tone="WELCOME",
        ),
    ),
)

CONTACT = PageText(
    title="Contact us",
    slug="contact",
    summary="Ring, write, email or drop in. A real person answers.",
    introduction="A real person answers. We like hearing from you.",
    illustration="letters",
    blocks=(
        heading("Ring us"),
        text(
            "01632 960100, Monday to Friday, 9:30am to 4pm. If you find the phone hard, you "
            "can text us on 07700 900100, and we will text you back."
        ),
        heading("Email us"),
        text(
            "hello@willowbrook.example. We answer within two working days. Please do not tell "
            "us private things by email. Ring us instead."
        ),
        heading("Write to us or drop in"),
        text(
            "Willowbrook Recovery College, The Old Library, Mill Lane, Willowbrook WB1 2QF. "
            "The desk is open when there is a green flag outside. That is most weekdays from "
            "9:30am to 4pm."
        ),
        heading("If something went wrong"),
        text(
            "Tell any of us, or ask for Simon, who runs the college. We will say sorry, find "
            "out what happened and tell you what we will change. If you are not happy with "
            "that, we will tell you who else you can talk to."
        ),
        callout(
            "We are not a crisis service",
            (
                "We cannot answer at night or at weekends. If you need help now, see [urgent "
                "help](url:/urgent-help/)."
            ),
            tone="CARE",
        ),
    ),
)

ABOUT = PageText(
    title="About us",
    slug="about",
    summary="Who we are, how we make our courses together, where we teach and how to reach us.",
    introduction=(
        "We are a small college with a simple idea. People who have been through hard times "
        "know things that no book can teach. So do people who have spent their working lives "
        "helping. We put the two together."
    ),
    illustration="chairs",
    in_menu=True,
    is_section=True,
    blocks=(
        text(
            (
                "We opened our doors ten years ago with one course, nine students and a "
                "borrowed kettle. Now there are three terms a year, and about 400 people "
                "learn with us. More than half of our tutors first came as students."
            ),
            (
                "We are a college, not a clinic. We do not treat people. Nobody is sent here, "
                "and nobody has to come. You choose your courses, as you would at any "
                "college."
            ),
        ),
        heading("What we believe"),
        text(
            "* Everyone can live a life that they value.",
            "* You are the expert on you.",
            "* We learn best from each other.",
            "* Hope is catching.",
            "* A good biscuit helps.",
        ),
    ),
    children=(MADE_TOGETHER, WHERE_WE_TEACH, CONTACT),
)

ACCESSIBILITY = PageText(
    title="Accessibility statement",
    slug="accessibility",
    summary=(
        "How we try to make this site work for everyone, what does not work yet, and how to "
        "tell us."
    ),
    introduction="We want everyone to be able to use this site. This page says how we are doing.",
    blocks=(
        heading("What you should be able to do"),
        text(
            (
                "* Make the words up to four times as big, and still read them with no "
                "sideways scrolling."
            ),
            "* Get around with a keyboard only, or with your voice.",
            "* Listen to the pages with a screen reader.",
            "* Use dark colours if your phone or computer is set to them.",
            "* Do all of it with scripts switched off.",
        ),
        text(
            "We try to write in plain words. If your device needs help, AbilityNet has free "
            "advice on making it easier to use."
        ),
        heading("How accessible this site is"),
        text(
            "We built this site to meet level AA of the Web Content Accessibility Guidelines, "
            "version 2.2. We test each kind of page with a tool, and by hand with a keyboard "
            "and a screen reader. As far as we know, it meets the guidelines in full. We test "
            "again each time it changes."
        ),
        heading("What is not as good as we would like"),
        text(
            (
                "* Not all courses have an Easy Read version yet. We are making them one by "
                "one, with students. Ring us if you need one now."
            ),
            (
                "* Papers that our partners give us may not work well with a screen reader. "
                "Tell us, and we will type them out for you."
            ),
        ),
        heading("Tell us about a problem"),
        text(
            "Ring 01632 960100 or email hello@willowbrook.example. Tell us which page it was "
            "and what happened. We answer within two working days. We can give you the same "
            "thing in large print, in Easy Read, as a recording or by phone."
        ),
        heading("If you are not happy with our answer"),
        text(
            "The Equality and Human Rights Commission makes sure that sites like ours follow "
            "the law: the Public Sector Bodies (Websites and Mobile Applications) (No. 2) "
            "Accessibility Regulations 2018. If you are not happy with how we answer you, "
            "contact the Equality Advisory and Support Service."
        ),
        heading("About this statement"),
        text(
            "This is the demo of a college that does not exist. A real college writes its own "
            "statement here, and dates it."
        ),
    ),
)

PRIVACY = PageText(
    title="Your privacy",
    slug="privacy",
    summary=(
        "What we keep about you, why, who can see it, how long for, and how to have it "
        "changed or removed."
    ),
    introduction=(
        "We keep as little about you as we can. This page says what, why, and who sees it."
    ),
    blocks=(
        callout(
            "The short version",
            (
                "We keep your name, how to reach you, your bookings and your certificates. We "
                "never ask about a diagnosis. We do not sell or share anything. No one outside "
                "the college can see that you are a student here."
            ),
            tone="WELCOME",
        ),
        heading("What we keep, and why"),
        text(
            "* **Your name and how to reach you**, so that we can tell you about your courses.",
            (
                "* **Your bookings and which sessions you came to**, so that we can run the "
                "course and give you a certificate."
            ),
            (
                "* **What would make it easier for you**, if you choose to tell us. You "
                "decide for each booking whether your tutors may see it."
            ),
            "* **The messages we sent you**, so that we can help when one did not arrive.",
            "* **That you are 18 or over**, because our courses are for adults.",
        ),
        heading("Who can see it"),
        text(
            "* **You** can see it all. Just ask.",
            (
                "* **Your tutors** see your first name and, if you say so, what would make it "
                "easier for you. They see it for their own course only."
            ),
            (
                "* **The college office** sees your contact details, your bookings and our "
                "messages to you."
            ),
            "* **The people who write this website** see nothing about you.",
            "* **Someone who helps you** sees only what you agreed with them and us.",
        ),
        text(
            "We keep a note of each time that someone in the office looks at your record. You "
            "can ask to see that list."
        ),
        heading("How long we keep it"),
        text(
            (
                "* What would make it easier for you: until you take it out, or a year after "
                "your last course."
            ),
            (
                "* Bookings and certificates: six years, so that we can give you a new copy. "
                "After that we take your name away and keep only the numbers."
            ),
            "* Messages: one year.",
        ),
        heading("When we would tell someone else"),
        text(
            "Only if we think that you or someone else is in danger, or if the law says that "
            "we must. We try to talk to you first."
        ),
        heading("Your rights"),
        text(
            "You can ask for a copy of what we hold, ask us to put it right, or ask us to "
            "remove it. You can say no to some uses of it. Ring 01632 960100 or write to us. "
            "We answer within a month, and most often much sooner. If you are not happy with "
            "our answer, you can complain to the Information Commissioner's Office."
        ),
        heading("Cookies"),
        text(
            "This site uses two small cookies. One keeps you signed in. One keeps your forms "
            "safe. If you answer our questions about who comes, a third remembers it until you "
            "close your browser, so that we do not ask twice. There are no adverts, no trackers, and no pictures or scripts from other "
            "companies. So there is no banner for you to click away."
        ),
        question(
            "Does my doctor find out that I come here?",
            (
                "Not from us. Nothing goes to your doctor, your care team, your employer or the "
                "benefits office."
            ),
        ),
        question(
            "Can other students see my name?",
            ("They see what you write on your label, if you wear one. No list goes round."),
        ),
        heading("About this notice"),
        text(
            "Willowbrook is a made-up college, and this is its demo. A real college writes "
            "its own notice here, and names who is responsible."
        ),
    ),
)

LEGAL = (ACCESSIBILITY, PRIVACY)
