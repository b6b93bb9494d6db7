"""Three invented peers tell, in their own words, how they came to the work."""

from __future__ import annotations

from recoverycollege.demo.shapes import PageText, callout, heading, text

LATOYA = PageText(
    title="Latoya: a Tuesday on the ward",
    slug="latoya",
    summary=(
        "Latoya is a peer support worker on the kind of ward she once stayed on. She tells us "
        "about an ordinary Tuesday."
    ),
    introduction=(
        "Latoya came to the college as a student. For two years now she has been a peer "
        "support worker on Larch Ward."
    ),
    illustration="cup",
    blocks=(
        text(
            "People ask me what I do all day. Last Tuesday I played cards.",
            (
                "There was a young woman who had come in on the Sunday. She had not said a "
                "word to anyone. I know that kind of silence. I had it myself, six years ago, "
                "in a room just like hers. So I did not ask her anything. I sat down at the "
                "table in the lounge and laid out a game of patience. After a while she came "
                "over and moved the black queen for me. I had not seen it."
            ),
            (
                "We played for an hour. At the end she said: are you one of the nurses? I "
                "said no, I used to be in room nine. She looked at me for a long time. Then "
                "she said: and now you work here? That was the first thing she wanted to know "
                "about anybody. How did you get from there to here?"
            ),
        ),
        heading("How I got here"),
        text(
            (
                "Slowly. I did Wellness Planning at the college, mostly to get out of the "
                "house. I did it twice, because the first time I cried in week 3 and went "
                "home. They kept my place. The second time I stayed."
            ),
            (
                "Then Marcus asked if I would like to help to set out the chairs. I thought "
                "he was being kind. He really did need someone to set out the chairs."
            ),
            (
                "I did the training for peer tutors and then saw the job on the ward. In the "
                "interview they asked what I would bring. I said: I know what that corridor "
                "sounds like at night."
            ),
        ),
        heading("The hard parts"),
        text(
            (
                "Some days I walk past room nine and my stomach turns over. My manager knows. "
                "I have a plan for work and it has a page just for those days. I go and water "
                "the plants in the office. Then I talk to Chidi, who is also a peer worker, "
                "and then I go back."
            ),
            (
                "It can be hard to be the only one in a meeting who has been on the other "
                "side. I have learned to say: can I tell you how that might feel? They "
                "listen, most of the time."
            ),
        ),
        heading("What I would tell you"),
        text(
            (
                "You do not have to be mended. You have to be honest, and you have to know "
                "what you will do on a bad day."
            ),
            "And learn a few card games.",
        ),
    ),
)

TOM = PageText(
    title="Tom: going back too soon",
    slug="tom",
    summary=(
        "Tom went back to work too soon and it all fell apart. Now he teaches others how to "
        "do it well."
    ),
    introduction=(
        "Tom is one of our peer tutors. He teaches Sleep Well, Tell Your Story and Getting "
        "Back to Work."
    ),
    illustration="moon",
    blocks=(
        text(
            (
                "I stopped sleeping in my third year at university. At first it was great. I "
                "wrote a novel in nine days. It was a terrible novel. Then it was not great "
                "at all, and I do not remember much of the spring."
            ),
            (
                "When I came out of hospital, everyone was so glad to have me back that I did "
                "not dare to say I was not back. I went for the first job that I saw. I told "
                "them I had been travelling. I lasted seven weeks."
            ),
        ),
        heading("The second time"),
        text(
            (
                "A year later I came to a course here. I only came because it said that there "
                "would be lunch. There was a bloke called Gareth who asked me what I would "
                "need to stay well in a job. Nobody had ever asked me that. I said: I need to "
                "not start before ten. I need someone who will notice when I talk too fast."
            ),
            (
                "He wrote it down as if it was quite an ordinary thing to need. It turns out "
                "that it is."
            ),
            (
                "I told my next boss the truth, or about a third of it. That is a good "
                "amount. She said thank you for telling me. My day began at ten."
            ),
        ),
        heading("Why I teach"),
        text(
            (
                "When we teach Getting Back to Work, Gareth knows the law and the forms. I "
                "know what it is like to sit in front of the form and cry. People need both "
                "of us. They laugh when I tell them about the novel, and then someone says: I "
                "went back too soon as well. And you can feel the whole room let go of its "
                "breath."
            ),
            (
                "I still have to watch my sleep. I have a card in my wallet with three people "
                "to ring. One of them is Priya, who will tell me to go to bed."
            ),
        ),
        callout(
            "What I would tell you",
            (
                "Do not wait until you feel ready for all of it. Be ready for the next bit. Then "
                "ask for what you need, out loud, as if it was quite ordinary."
            ),
            tone="WELCOME",
        ),
    ),
)

EWA = PageText(
    title="Ewa: I was just a mother",
    slug="ewa",
    summary=(
        "Ewa cared for her daughter for years before she found out that there was a word for "
        "it. Now she runs our carers' mornings."
    ),
    introduction=(
        "Ewa is a peer tutor and a carer. She has looked after her daughter for eleven years."
    ),
    illustration="letters",
    blocks=(
        text(
            (
                "When my daughter was sixteen she stopped going out. Then she stopped coming "
                "downstairs. I gave up my job at the bakery. I learned to listen through a "
                "door. I could tell by the sound of her feet what sort of night it would be."
            ),
            (
                "If you had asked me who I was, I would have said: I am Ania's mother. I "
                "would not have said that I was tired. I did not know it. You do not notice, "
                "in the same way as you do not notice a fridge humming."
            ),
        ),
        heading("The leaflet"),
        text(
            (
                "One day I was in the library to print a letter. There was a leaflet about a "
                "morning for carers. I did not think that it was for me. I took it because "
                "there was a picture of a cup on it and I wanted to sit down."
            ),
            (
                "At that first morning a man cried about his brother, and nobody told him "
                "what to do. Then a woman said that sometimes she hates it. She said it out "
                "loud! I thought the ceiling would fall in. It did not. Somebody passed her "
                "the cake."
            ),
            "On the bus home I cried for an hour, and I felt better than I had for years.",
        ),
        heading("From guest to tutor"),
        text(
            (
                "I went back every time. After a year they asked if I would help to plan the "
                "course. I said: the first hour must have no advice in it. We have had enough "
                "advice. They wrote that down and did it."
            ),
            (
                "I did the training. I was afraid of it, because my English is good in the "
                "kitchen, but not so good on paper. The tutor said that I could do all of it "
                "out loud. So I did."
            ),
            (
                "Now I run the mornings, side by side with Helen. She knows what help you can "
                "ask for. I know why you have not asked."
            ),
        ),
        heading("And Ania?"),
        text(
            (
                "She is twenty-seven. Some months are good and some are not. She knows what I "
                "do here. I asked her if I might tell this story. She read it, she took out "
                "two lines, and she said: put in that I make better cake than you now."
            ),
            "It is true.",
        ),
    ),
)

STORIES = PageText(
    title="People's stories",
    slug="stories",
    summary=(
        "Three people tell you how they came to this work, what is hard about it, and what "
        "they would say to you."
    ),
    introduction=(
        "Three people tell you how they came to this work. They chose what to tell and what "
        "to keep. The stories, like the people, are made up for this demo."
    ),
    illustration="letters",
    is_section=True,
    children=(LATOYA, TOM, EWA),
)
