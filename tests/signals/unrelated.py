"""Talk that is about something else, to put around a call: orders, bookings, help with a machine, the weather.

Some pieces have an agent; some are of a customer only, one turn after another, as chats are.
"""

import random
from typing import Any

Turns = list[dict[str, Any]]

PIECES = (
    ("a: Good morning, what can I get you?", "u: A flat white with oat milk, and a cinnamon bun.", "a: That's on its way.", "u: Lovely, thanks."),
    ("u: hello", "u: my parcel never came", "u: order number 55 30 918", "u: it was meant to be two blue lamps", "u: ok i will wait"),
    ("a: Is this the right address?", "u: Yes, it is, number 14.", "a: Then it'll be there before noon.", "u: Could you make it two boxes? One for the neighbours."),
    ("u: my screen goes dark", "u: it is a laptop from 2021", "u: i pressed it 3 times already", "u: yes it is plugged in"),
    ("a: Did you see the game?", "u: Only the second half, my son had the remote.", "a: Two nil, what a night."),
    ("u: i want to change my seat", "u: window if there is one", "u: booking is kl 4471", "u: thank you so much"),
    ("a: It's raining again here.", "u: Here too, third day running.", "a: Good for the garden at least."),
    ("u: i forgot my password", "u: last four are 8812", "u: can you send it to my mail", "u: nothing else bye"),
    ("a: Would you like fries with that?", "u: No, but a large lemonade please, and can you leave out the onions.", "a: Sure, that's twelve fifty."),
    ("u: good evening", "u: the bill says 240 and i paid 204", "u: account ending 6093", "u: please look at it"),
    ("a: Can you hear me better now?", "u: A bit, you were under water before.", "a: I moved closer to the window."),
    ("u: need a taxi", "u: from the station to park lane 36", "u: we are with a big suitcase", "u: ten minutes is fine"),
    ("a: How was the holiday?", "u: Short. Five days of wind, and a very good fish soup.", "a: Worth it for the soup, then."),
    ("u: is the pool open", "u: room 212", "u: great", "u: what time is breakfast"),
    ("a: Your drink will be ready at the bar.", "u: I would like a straw with it, please.", "a: Of course."),
)  # fmt: skip


def _turns(piece: tuple[str, ...]) -> Turns:
    return [{"role": "user" if line[0] == "u" else "assistant", "text": line[3:]} for line in piece]


def among_unrelated_talk(turns: Turns, chance: random.Random) -> Turns:
    """`turns` with two to four pieces before and after, and one somewhere before a turn of the agent's."""
    before, after = ([_turns(piece) for piece in chance.sample(PIECES, chance.randint(2, 4))] for _ in range(2))
    starts = [place for place, turn in enumerate(turns) if place and turn["role"] != "user"]
    cut = chance.choice(starts) if starts else len(turns)
    around = [*before, turns[:cut], _turns(chance.choice(PIECES)), turns[cut:], *after]
    return [turn for part in around for turn in part]
