"""The places the demo college teaches in, all in the invented district of Willowbrook."""

from __future__ import annotations

from recoverycollege.demo.shapes import VenueText

OLD_LIBRARY = VenueText(
    key="old-library",
    position=("52.63512", "-2.61874"),
    room_capacity=24,
    name="The Old Library",
    address=("The Old Library", "Mill Lane", "Willowbrook"),
    postcode="WB1 2QF",
    online=False,
    summary=(
        "Our main base: a red brick building with big windows, next to the mill pond. The "
        "café is open to everyone."
    ),
    door=(
        "A blue double door under a stone arch. There is a bench on the left, and a green "
        "Willowbrook flag when we are open. The door opens by itself when you press the big "
        "round button."
    ),
    meets_you=(
        "Look for someone with a green badge at the desk on your right. It is often Beverley "
        "or Hassan. They will walk you to the room."
    ),
    step_free=(
        "Yes. It is flat from the street to every room. There is a lift to the first floor, "
        "wide enough for a large wheelchair."
    ),
    hearing_loop="Yes, in the Reading Room and at the desk.",
    toilets=(
        "Two toilets for anyone, and one accessible toilet with a hoist and a changing bench. "
        "All are by the lift."
    ),
    parking=(
        "Three Blue Badge spaces by the door. The Mill Lane car park is 2 minutes away and "
        "free for 3 hours."
    ),
    quiet_space=(
        "Yes. The Window Room has soft chairs, a lamp and no phone. You may use it at any "
        "time, and you do not need to ask."
    ),
    bus=(
        "Buses 4 and 17 stop at Mill Lane, right outside. From the station it is a flat walk "
        "of 9 minutes."
    ),
    extra=(
        "Assistance dogs are welcome and there is a water bowl. The café sells toast for a pound."
    ),
)

RIVERSIDE_HALL = VenueText(
    key="riverside-hall",
    position=("52.63187", "-2.62410"),
    room_capacity=30,
    name="Riverside Community Hall",
    address=("Riverside Community Hall", "Ferry Street", "Willowbrook"),
    postcode="WB2 5DL",
    online=False,
    summary=(
        "A low, modern hall by the river, shared with a playgroup and a choir. It is light "
        "and warm, with a kitchen at one end."
    ),
    door=(
        "A yellow door at the side of the hall, facing the river. The front doors are for the "
        "playgroup. Ring the bell if the door is shut, and someone will come."
    ),
    meets_you=(
        "One of your tutors waits by the yellow door for 20 minutes before the start, with a "
        "green badge."
    ),
    step_free=(
        "Yes. There is a gentle ramp with a rail up to the yellow door. All is on one floor inside."
    ),
    hearing_loop="Yes, a movable one. Tell us if you need it, so that we can set it up near you.",
    toilets="Four toilets and one accessible toilet, across the hall from our room.",
    parking=(
        "Free for 20 cars, with two Blue Badge spaces by the ramp. It fills up at 3pm when "
        "playgroup ends."
    ),
    quiet_space=(
        "Yes. The small vestry room is ours on course days. There are beanbags and blankets."
    ),
    bus="Bus 9 stops in Ferry Street, 3 minutes away. There is one kerb to cross, with a drop.",
    extra="You may hear the choir in the evening. On some days you can smell their soup.",
)

POTTING_SHED = VenueText(
    key="potting-shed",
    position=("52.64205", "-2.60933"),
    room_capacity=15,
    name="The Potting Shed, Fernhill Park",
    address=("The Potting Shed", "Fernhill Park, North Gate", "Willowbrook"),
    postcode="WB3 8HN",
    online=False,
    summary="A wooden shed with a stove at the edge of the park. Our walks begin and end here.",
    door=(
        "A green wooden door between two rows of flower pots. From the North Gate, follow the "
        "white stones on the path for 1 minute."
    ),
    meets_you="A tutor in a yellow scarf is outside from half an hour before we start.",
    step_free=(
        "Yes, by a firm gravel path from the North Gate. Some people with small front wheels "
        "like a push on the gravel. Ask us for the scooter."
    ),
    hearing_loop=(
        "No. We use a small microphone that can link to hearing aids. Ask us and we will bring it."
    ),
    toilets=(
        "One accessible toilet beside the shed. You need a key for it, which the tutors have. "
        "It is a bit cold in winter."
    ),
    parking=(
        "Six spaces at the North Gate, and one of them is for Blue Badges. There is a cycle rack."
    ),
    quiet_space=(
        "There is a bench with a roof behind the shed. It is a quiet spot, but it is outdoors."
    ),
    bus="Bus 17 stops at Fernhill Park, North Gate. It runs every 20 minutes.",
    extra="Dogs on a lead are welcome. The stove is lit from October to April.",
    has_hearing_loop=False,
)

LARCH_WARD = VenueText(
    key="larch-ward",
    position=("52.62866", "-2.60571"),
    room_capacity=8,
    name="Larch Ward activity room",
    address=("Larch Ward", "Willowbrook Hospital", "Hospital Road", "Willowbrook"),
    postcode="WB4 1AA",
    online=False,
    summary=(
        "A sunny room on the ward, with a piano and a view of the larch trees. Courses here "
        "are only for people staying on the ward."
    ),
    door="The second door on the left after the nurses' desk. It has a painted tree on it.",
    meets_you=(
        "Your tutor comes to the lounge ten minutes before the start and walks over with you."
    ),
    step_free="Yes. The ward is on the ground floor and all the doors are wide.",
    hearing_loop="Yes. It is a portable one. Ask the tutor to switch it on.",
    toilets="Across the corridor, with one accessible toilet.",
    parking=(
        "Hospital car park B, with Blue Badge spaces by the main door. You have to pay, but "
        "people on the ward do not need it."
    ),
    quiet_space=(
        "You can go back to your own room at any time. A tutor or a nurse will walk with you "
        "if you like."
    ),
    bus="Buses 4 and 9 stop at the main door of the hospital.",
    public=False,
)

ONLINE = VenueText(
    key="online",
    name="Online video call",
    address=(),
    postcode="",
    online=True,
    summary=(
        "Join from home, on a phone, a tablet or a computer. You can also ring in from any "
        "phone, just to listen and talk."
    ),
    door=(
        "We send the link to people who have booked. It opens 15 minutes before we start. "
        "There is nothing to install."
    ),
    meets_you="A tutor lets you in and says hello. You can say hello back, or type it, or wave.",
    step_free="There are no steps. You can join lying down.",
    hearing_loop=(
        "There are live captions on every call. A BSL interpreter can join if you ask us two "
        "weeks before."
    ),
    toilets="We take a break every 45 minutes.",
    parking="You do not need any.",
    quiet_space=(
        "You can switch off your camera and sound, or use the quiet room on the call, at any time."
    ),
    bus=(
        "No travel needed. If you have no internet at home, you can join from a small room at "
        "the Old Library."
    ),
)

VENUES = (OLD_LIBRARY, RIVERSIDE_HALL, POTTING_SHED, LARCH_WARD, ONLINE)
