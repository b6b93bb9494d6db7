"""The people who teach at the demo college and run its office: all invented."""

from __future__ import annotations

from recoverycollege.demo.shapes import StaffText, TutorText

TUTORS = (
    TutorText(
        key="marcus",
        first_name="Marcus",
        last_name="Adeyemi",
        kind="PEER",
        job="Peer tutor",
        email="marcus.adeyemi@willowbrook.example",
        phone="07700 900101",
        summary=(
            "Marcus hears voices, cooks for his neighbours, and has been a peer tutor since "
            "the college began."
        ),
        about=(
            (
                "I came to the college as a student. I sat by the door for the whole of my "
                "first course, with my coat on. Nobody minded. In week 4 I took the coat off."
            ),
            (
                "I have heard voices since I was 19. I spent a long time thinking that my "
                "life was over. It was not. I learned what helps me: my kitchen, my music, "
                "people who do not flinch."
            ),
            (
                "As a tutor I try to be the person I needed back then. I will not tell you "
                "what to do. I will make you a good cup of tea."
            ),
        ),
        good_to_know="I talk with my hands. If I go too fast, hold up yours.",
    ),
    TutorText(
        key="helen",
        first_name="Helen",
        last_name="Osei",
        kind="PRACTITIONER",
        job="Practitioner tutor, occupational therapist",
        email="helen.osei@willowbrook.example",
        phone="07700 900102",
        summary=(
            "Helen is an occupational therapist who likes lists, allotments and finding out "
            "how people really spend their days."
        ),
        about=(
            (
                "My job is about the things that fill a day: getting up, making lunch, seeing "
                "a friend. Small things hold a life together."
            ),
            (
                "I used to think that I had to have all the answers. Teaching with Marcus "
                "cured me of that. I learn something at every course, and I write it on my "
                "hand so that I do not lose it."
            ),
            "I grow far too many beans. If it is August, you will be given some.",
        ),
        good_to_know="I wear a hearing aid in my left ear, so I may ask you to say it again.",
    ),
    TutorText(
        key="siobhan",
        first_name="Siobhán",
        last_name="Kelly",
        kind="PEER",
        job="Peer tutor",
        email="siobhan.kelly@willowbrook.example",
        phone="07700 900103",
        summary=(
            "Siobhán has lived with highs and lows for twenty years. She leads our walks and "
            "owns a very slow dog."
        ),
        about=(
            (
                "I was told that I would never work again. I believed it for six years. Then "
                "someone asked me to help put out chairs at a course, and I have not stopped "
                "since."
            ),
            (
                "My own wellness plan has been crossed out and written over so many times "
                "that it looks like a map. I bring it along so that you can see it does not "
                "have to be neat."
            ),
            "You say my name like this: shi-VAWN. My dog is called Biscuit.",
        ),
        good_to_know=(
            "Biscuit comes on the walks. If dogs worry you, tell me, and he will stay at home."
        ),
    ),
    TutorText(
        key="daniel",
        first_name="Daniel",
        last_name="Novák",
        kind="PRACTITIONER",
        job="Practitioner tutor, mental health nurse",
        email="daniel.novak@willowbrook.example",
        phone="07700 900104",
        summary=(
            "Daniel has been a nurse for fifteen years. He came to the college to learn how "
            "to listen, and stayed."
        ),
        about=(
            "I trained in Brno and came to Willowbrook for one year. That was in 2009.",
            (
                "On a ward you see people on their worst days. Here I see the same people "
                "teach, laugh and run the show. Every nurse should see that."
            ),
            "I am the tall one who bumps his head on the Potting Shed door.",
        ),
        good_to_know="I speak Czech, Slovak and some Polish.",
    ),
    TutorText(
        key="priya",
        first_name="Priya",
        last_name="Raman",
        kind="PEER",
        job="Peer tutor",
        email="priya.raman@willowbrook.example",
        phone="07700 900105",
        summary=(
            "Priya lived with panic for years and drew her way through it. She looks after "
            "people who join us online."
        ),
        about=(
            (
                "For two years I could not get on a bus. My world became three streets. I "
                "drew everything in those three streets."
            ),
            (
                "The first course I did was online, with my camera off. The tutor typed: glad "
                "that you are here. I kept a picture of that message."
            ),
            (
                "Now I am the one who types it. If you join from home and do not say a word, "
                "you are still part of the group."
            ),
        ),
        good_to_know="I also answer questions about sound and cameras. No question is too small.",
    ),
    TutorText(
        key="yasmin",
        first_name="Yasmin",
        last_name="Farooqi",
        kind="PRACTITIONER",
        job="Practitioner tutor, psychologist",
        email="yasmin.farooqi@willowbrook.example",
        phone="07700 900106",
        summary="Yasmin is a psychologist who thinks that plain words are the cleverest ones.",
        about=(
            (
                "I studied for a long time and learned a lot of long words. The college is "
                "where I learned to do without them."
            ),
            (
                "I teach with Priya. She knows what panic feels like, and I know some of the "
                "science. You need both."
            ),
            "At weekends I play the drums, not very well, in a band of other mothers.",
        ),
        good_to_know="I pray at midday, so I may slip out in the break.",
    ),
    TutorText(
        key="tom",
        first_name="Tom",
        last_name="Whitlock",
        kind="PEER",
        job="Peer tutor",
        email="tom.whitlock@willowbrook.example",
        phone="07700 900107",
        summary=(
            "Tom is 26. He stopped sleeping at university, lost a year, and found his feet by "
            "telling the story."
        ),
        about=(
            (
                "I went back to work too soon, and it all fell apart. The second time I asked "
                "for help with it. That went a lot better."
            ),
            (
                "I like courses where people laugh. Sleep is a serious thing, but lying awake "
                "with a head full of songs from adverts is also quite funny."
            ),
            "I am the youngest tutor here. I am also the one who needs the most maps.",
        ),
        good_to_know=(
            "My pronouns are he or they. I am dyslexic, so my spelling on the board is creative."
        ),
    ),
    TutorText(
        key="gareth",
        first_name="Gareth",
        last_name="Pugh",
        kind="PRACTITIONER",
        job="Practitioner tutor, employment adviser",
        email="gareth.pugh@willowbrook.example",
        phone="07700 900108",
        summary=(
            "Gareth helps people into work that suits them. He trained as a walk leader so "
            "that he could get out of the office."
        ),
        about=(
            (
                "I have helped people to find work for twenty years. The best job for you is "
                "the one that lets you stay well."
            ),
            (
                "I know the forms, the rules and the helplines. Tom knows what it is like to "
                "sit in front of the form and cry. We make a good pair."
            ),
            "I come from Swansea and I will talk about rugby if you let me.",
        ),
        good_to_know="I can meet you for a chat before the course if you are not sure about it.",
    ),
    TutorText(
        key="anneliese",
        first_name="Anneliese",
        last_name="Brandt",
        kind="PRACTITIONER",
        job="Practitioner tutor, art tutor",
        email="anneliese.brandt@willowbrook.example",
        phone="07700 900109",
        summary=(
            "Anneliese has taught art to adults for thirty years and has never once met "
            "someone who could not draw."
        ),
        about=(
            (
                "People tell me that they cannot draw. Then they draw. It happens every week "
                "and I never tire of it."
            ),
            (
                "I do not teach you to make nice pictures. I teach you to look. The rest "
                "comes by itself."
            ),
            "There is always ink on my sleeves. There will be some on yours too.",
        ),
        good_to_know="I get about in a wheelchair, so I know every ramp in Willowbrook.",
    ),
    TutorText(
        key="ewa",
        first_name="Ewa",
        last_name="Kowalczyk",
        kind="PEER",
        job="Peer tutor, carer",
        email="ewa.kowalczyk@willowbrook.example",
        phone="07700 900110",
        summary=(
            "Ewa has cared for her daughter for eleven years. She runs our carers' mornings "
            "and bakes the cake."
        ),
        about=(
            (
                "I did not know that I was a carer. I was a mother. Then someone at the "
                "college asked me who looks after you? I could not answer."
            ),
            (
                "Caring has taught me how to wait. It has also made me very angry at times. "
                "Both are allowed at our table."
            ),
            "The poppy seed cake is my grandmother's. The recipe is on the wall.",
        ),
        good_to_know="I keep my phone on in case my daughter rings. You can too.",
    ),
)

STAFF = (
    StaffText(
        key="ruth",
        name="Ruth Delaney",
        called="Ruth",
        email="ruth.delaney@willowbrook.example",
        role="COORDINATOR",
    ),
    StaffText(
        key="jo-bright",
        name="Jo Bright",
        called="Jo",
        email="jo.bright@willowbrook.example",
        role="EDITOR",
    ),
    StaffText(
        key="simon",
        name="Simon Achterberg",
        called="Simon",
        email="simon.achterberg@willowbrook.example",
        role="MANAGER",
    ),
)

HELPERS = (
    StaffText(
        key="maureen",
        name="Maureen Doyle",
        called="Maureen",
        email="maureen.doyle@example.org",
        role="HELPER",
    ),
    StaffText(
        key="farida",
        name="Farida Haidari",
        called="Farida",
        email="farida.haidari@example.org",
        role="HELPER",
    ),
)
