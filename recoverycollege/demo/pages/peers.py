"""The section about becoming a peer worker: the role, the training and the way there."""

from __future__ import annotations

from recoverycollege.demo.pages.stories import STORIES
from recoverycollege.demo.pages.vacancies import OPPORTUNITIES
from recoverycollege.demo.shapes import PageText, callout, heading, question, quote, steps, text

THE_ROLE = PageText(
    title="What a peer worker does",
    slug="what-the-role-is",
    summary=(
        "Using what you have lived through to walk beside someone else: what the job is, what "
        "it is not, and why it matters."
    ),
    introduction=(
        "A peer support worker has had mental health difficulties of their own, and has most "
        "often used services too. They use what they learned from it to support other people."
    ),
    illustration="hands",
    blocks=(
        heading("What you might do in a week"),
        text(
            "* Listen. This is most of the job.",
            "* Share a little of your own story, when it may help.",
            "* Help someone to work out what they want, and to plan the next step.",
            "* Go along to an appointment, a café or a class.",
            "* Show someone round a ward when they first come in, so that it is less strange.",
            "* Keep in touch with someone in the first weeks after they go home from hospital.",
            "* Point people to help nearby: groups, advice, a place to be.",
            "* Run a group together with someone else.",
            "* Write and teach courses at a recovery college, as our peer tutors do.",
        ),
        heading("What it is not"),
        text(
            (
                "It is not a clinical role. Peer workers do not say what is wrong with "
                "people. They do not treat people, do therapy or tell anyone what to do."
            ),
            (
                "A peer worker is an expert in one life only: their own. The person they "
                "support is the expert in theirs. The two of them meet as equals."
            ),
        ),
        quote(
            ("I do not fix anyone. I sit next to them. You would be surprised how much that does."),
            "Latoya, peer support worker",
        ),
        heading("Where peer workers work"),
        text(
            "In hospital wards and in teams that visit people at home. In A&E departments. In "
            "units for mothers and babies. In prisons and with people who have been in "
            "trouble with the law. In recovery colleges, charities and drop-ins."
        ),
        heading("Why it matters"),
        text(
            (
                "People who have a peer worker often say that they feel understood, more "
                "hopeful and less judged. The teams learn from it as well. In some places, "
                "people spend less time in hospital and go back less often."
            ),
            (
                "In 2015 a group that advised the NHS in England, the Mental Health "
                "Taskforce, looked at all of this. It said that peer support should be at the "
                "heart of each team."
            ),
        ),
    ),
)

IS_IT_FOR_ME = PageText(
    title="Is it for me?",
    slug="is-it-for-me",
    summary=(
        "What helps you to do this well, what you do not need, and some questions to ask "
        "yourself before you decide."
    ),
    introduction=(
        "You do not have to be completely well. You do not need any exams. But it helps to "
        "know yourself, and to have found some ways to stay well."
    ),
    illustration="path",
    blocks=(
        heading("What helps"),
        text(
            "* You have lived through mental health difficulties, or cared for someone who has.",
            "* You have found some things that keep you well.",
            "* You like to listen, and you can let a silence be.",
            "* You can feel with someone without carrying it all home.",
            "* You get on with people who are not like you.",
            "* You can pick yourself up after a hard day, and you know when to ask for help.",
            "* You know your own sore spots.",
            "* You can keep private things private.",
        ),
        heading("What you do not need"),
        text(
            "There is no set qualification. You do not need to have worked before. You do not "
            "need to tell everyone your story. You choose what you share, and when."
        ),
        heading("Questions to ask yourself"),
        question(
            "Why do I want to do this?",
            (
                "To give something back is a fine reason. So is wanting a job that means "
                "something. If part of you hopes that it will heal you, be gentle with that. It "
                "may help, but it is not what the job is for."
            ),
        ),
        question(
            "Is now a good time?",
            (
                "Think about sleep, home, money and how raw things are. You can always do it "
                "later. Waiting is not the same as giving up."
            ),
        ),
        question(
            "How would I feel if someone's story was like mine?",
            (
                "It happens to each of us. You will learn what to do, and there will be someone "
                "to talk to. But think about who you would turn to."
            ),
        ),
        question(
            "What if I become unwell again?",
            (
                "Many peer workers do at times. You make a plan with your manager, you take time "
                "off, and you come back. It does not mean that you have lost your place."
            ),
        ),
        question(
            "What about my benefits?",
            (
                "Paid work can change them. Voluntary work often does not. Talk to Gareth or to a "
                "free advice service before you say yes to anything."
            ),
        ),
        callout(
            "Try it out",
            (
                "You do not have to decide now. Come to [Peer Support "
                "Foundations](page:courses/peer-support-foundations) and see how it feels. Some "
                "people find out that it is not for them, and are glad that they looked."
            ),
            tone="WELCOME",
        ),
    ),
)

TRAINING = PageText(
    title="Training, pay and support",
    slug="training-and-support",
    summary=(
        "The training that comes with the job, what peer workers are paid, and who looks after you."
    ),
    introduction=(
        "You do not have to be trained before you apply. Most of the training comes with the job."
    ),
    illustration="pencil",
    blocks=(
        heading("Peer support training"),
        text(
            (
                "New peer workers do a peer support training course. It is taught by people "
                "with lived experience. ImROC is one group that runs such courses, and so do "
                "many NHS trusts."
            ),
            (
                "There is a national plan of what a peer worker should know and be able to "
                "do. University College London made it with the National Collaborating Centre "
                "for Mental Health, together with peer workers. Good courses follow it."
            ),
        ),
        heading("If you work for the NHS"),
        text(
            (
                "You also do the Care Certificate in your first 12 weeks. It has 15 parts, "
                "such as working with dignity and how to keep notes safe."
            ),
            (
                "Then there are the things that all staff learn: mental health law, keeping "
                "adults and children safe, health and safety, preventing suicide, moving and "
                "handling, fire, and first aid."
            ),
            "It sounds like a lot. You do it bit by bit, in paid time, with someone to help.",
        ),
        heading("Pay and hours"),
        text(
            (
                "In the NHS, peer support workers are most often paid at band 3 or band 4 of "
                "the NHS pay scale. It is called Agenda for Change."
            ),
            (
                "There are also roles as a volunteer, and apprenticeships in which you learn "
                "while you earn. Many jobs are part-time, and many teams can be flexible "
                "about hours."
            ),
            (
                "At Willowbrook, peer tutors are paid for the time they teach, plan and talk "
                "it over afterwards."
            ),
        ),
        heading("Who looks after you"),
        text(
            (
                "* A **manager** who looks after the practical side, your hours and your plan "
                "for staying well."
            ),
            (
                "* **Clinical supervision**: time with someone experienced, to talk about the "
                "people you support and keep everyone safe."
            ),
            "* **Peer supervision**: time with another peer worker, who knows what it is like.",
            "* **Group supervision**: a few of you together, once a month or so.",
            "* **Time to reflect** after something hard.",
            "* **A wellness plan for work.** You write it, and you decide who sees it.",
        ),
        heading("Other people who do this"),
        text(
            "You are not the only one. UNISON is a union with many peer workers in it. The "
            "National Alliance of Peer Leads links up people who lead peer work. The "
            "Personalised Care Institute has free courses that you can do at home."
        ),
    ),
)

STEPS_HERE = PageText(
    title="How to become a peer tutor here",
    slug="become-a-peer-tutor",
    summary=(
        "Eight steps from student to peer tutor at Willowbrook. Take them at your own pace, "
        "and stop where you like."
    ),
    introduction=(
        "Most of our peer tutors took about a year over this. Some took three. You can stop "
        "at any step, and you are still one of us."
    ),
    illustration="boots",
    blocks=(
        steps(
            (
                "Be a student",
                (
                    "Do What is Recovery? and at least one more course. See what sort of teaching "
                    "you like."
                ),
            ),
            (
                "Have a chat",
                (
                    "Ring us and ask for a chat with a peer tutor. It takes half an hour and "
                    "there is cake. Ask anything."
                ),
            ),
            (
                "Do the training",
                ("Come to Peer Support Foundations. It is two days, and all of it counts."),
            ),
            (
                "Watch and help",
                (
                    "Sit beside the tutors on two courses. Make the tea, meet people at the door, "
                    "and tell us what you notice."
                ),
            ),
            (
                "Checks",
                (
                    "We ask for two people who know you, and for a DBS check. A record does not "
                    "mean no. We talk with you about it first."
                ),
            ),
            (
                "Make your plan",
                (
                    "Write your wellness plan for work, and choose who to share it with. Meet the "
                    "person who will supervise you."
                ),
            ),
            (
                "Teach a bit",
                (
                    "Take one small part of a course, with two tutors beside you. Then a bigger "
                    "part."
                ),
            ),
            (
                "Teach as one of two",
                (
                    "You are a peer tutor. You are paid, you have supervision once a month, and "
                    "you are on the People page if you want to be."
                ),
            ),
        ),
        callout(
            "If life gets in the way",
            (
                "You can press pause at any step. Tell us or do not tell us why. Your place on "
                "the path stays yours."
            ),
            tone="WELCOME",
        ),
        heading("What we ask of peer tutors"),
        text(
            "* Turn up, or tell us that you cannot. You do not have to give a reason.",
            "* Share only what you are ready to share.",
            "* Keep what you hear to yourself. Tell us at once if someone may be in danger.",
            "* Look after yourself, and let us help with that.",
        ),
        heading("What you can ask of us"),
        text(
            "* A second tutor, always. You will never teach alone.",
            "* Pay on time, and fares.",
            "* Supervision that you find useful.",
            "* Someone to step in for you, with no questions asked.",
        ),
    ),
)

PEER_SECTION = PageText(
    title="Becoming a peer worker",
    slug="becoming-a-peer-worker",
    summary=(
        "Use what you have lived through to help others: the role, the training, the steps "
        "here, people's stories and jobs."
    ),
    introduction=(
        "The hardest things you have lived through may be just what someone else needs to "
        "hear about. Peer workers use them to support others. It is a real job, with "
        "training, pay and support."
    ),
    illustration="hands",
    in_menu=True,
    is_section=True,
    blocks=(
        quote(
            ("For years I hid that part of my life. Now it is the reason they hired me."),
            "Tom, peer tutor",
        ),
    ),
    children=(THE_ROLE, IS_IT_FOR_ME, TRAINING, STEPS_HERE, STORIES, OPPORTUNITIES),
)
