"""Ten short passages in plain sentences."""

from alpha.demo.questions.wording import Passage

EASY = [
    Passage(
        "Bees visit flowers to drink nectar. While they drink, yellow pollen sticks to their legs. They carry it to the next flower, and that flower can make seeds.",
        ("How bees help flowers make seeds", "How bees build a hive", "Why flowers smell sweet"),
        (
            "What would probably happen without bees?",
            "Many flowers would make fewer seeds",
            "Flowers would drink their own nectar",
            "Pollen would turn another color",
        ),
        ("Who tells this passage?", "Somebody who explains how bees live", "A bee", "A flower"),
        (
            "Bees carry pollen between flowers, which helps them make seeds.",
            "Bees have yellow legs and like to drink.",
            "Flowers grow best where it is sunny.",
        ),
    ),
    Passage(
        "I looked out of the window and saw white everywhere. I pulled on my boots, grabbed my sled and ran to the hill. My mitten fell off on the way, but I did not stop.",
        ("A child who hurries out to sled", "How snow is made", "A child who loses a boot"),
        (
            "How does the child feel?",
            "Excited about the snow",
            "Afraid of the hill",
            "Tired of winter",
        ),
        (
            "Who tells this passage?",
            "The child with the sled",
            "The child's mother",
            "Somebody watching from the hill",
        ),
        (
            "A child sees snow and rushes out to sled.",
            "A child looks for a lost mitten all day.",
            "Snow fell on a hill behind the house.",
        ),
    ),
    Passage(
        "Camels live in hot, dry deserts. They can go many days without water. Their long lashes keep sand out of their eyes, and their wide feet do not sink in.",
        ("How camels are made for the desert", "Where people ride camels", "Why deserts are hot"),
        (
            "Why are wide feet useful to a camel?",
            "It can walk on soft sand",
            "It can swim in rivers",
            "It can climb trees",
        ),
        (
            "What does the writer want?",
            "To tell facts about camels",
            "To make us laugh about camels",
            "To sell a camel",
        ),
        (
            "Camels have bodies that fit life in the desert.",
            "Camels drink water every day.",
            "Deserts have more sand than water.",
        ),
    ),
    Passage(
        "Leo put the seed in a pot and watered it every morning. For a week nothing happened. On the eighth day a tiny green tip came up, and he called everybody to look.",
        (
            "A boy who waits for his seed to grow",
            "A boy who breaks a pot",
            "How to choose a good seed",
        ),
        ("How does Leo feel on the eighth day?", "Proud", "Bored", "Sorry"),
        ("Who tells this passage?", "Somebody who is not in the story", "Leo", "The seed"),
        (
            "Leo cares for a seed until at last it grows.",
            "Leo forgets to water his plant for a week.",
            "Everybody helps Leo buy a plant.",
        ),
    ),
    Passage(
        "A fire station is a busy place. Some people clean the trucks, some check the hoses, and somebody always listens for the bell. When it rings, everyone knows what to do.",
        ("What people do at a fire station", "How to put out a fire", "Why fire trucks are red"),
        (
            "Why does somebody always listen for the bell?",
            "So that they can leave at once",
            "So that nobody falls asleep at school",
            "So that they know when lunch is",
        ),
        (
            "What does the writer want?",
            "To show how a fire station works",
            "To warn us about bells",
            "To tell a made-up tale",
        ),
        (
            "At a fire station everybody works to be ready.",
            "Hoses at a fire station are always dirty.",
            "A bell rang once at the fire station.",
        ),
    ),
    Passage(
        "My grandmother bakes bread on Sundays. The smell wakes me up, and I run to the kitchen. She lets me have the first slice while it is still warm.",
        (
            "Sunday mornings with fresh bread",
            "How to make bread dough",
            "A kitchen that is too hot",
        ),
        (
            "What do Sundays mean to the child?",
            "They are something to look forward to",
            "They are days of hard work",
            "They are days to sleep long",
        ),
        ("Who tells this passage?", "The grandchild", "The grandmother", "A baker in a shop"),
        (
            "The child enjoys the warm bread grandmother bakes on Sundays.",
            "Grandmother sells bread to the neighbors.",
            "The child learns to bake bread alone.",
        ),
    ),
    Passage(
        "Penguins cannot fly, but they are great swimmers. Their wings work like paddles. Thick feathers keep them warm in icy water while they hunt for fish.",
        ("How penguins live in cold water", "Why birds fly south", "Where fish lay their eggs"),
        (
            "What helps penguins most to catch fish?",
            "They swim well",
            "They fly fast",
            "They dig in the ice",
        ),
        (
            "What does the writer want?",
            "To explain how penguins live",
            "To ask for help with penguins",
            "To tell what a penguin said",
        ),
        (
            "Penguins do not fly but swim well in cold water.",
            "Penguins eat fish only in winter.",
            "Penguins use paddles made of wood.",
        ),
    ),
    Passage(
        "Nina lost her red scarf at the park. She looked under the benches and by the pond. On the way home she saw it: a snowman was wearing it.",
        (
            "A girl who looks for her scarf",
            "A girl who builds a snowman",
            "A park with a frozen pond",
        ),
        (
            "What probably happened to the scarf?",
            "Somebody found it and put it on the snowman",
            "The wind carried it home",
            "Nina gave it to a friend",
        ),
        ("Who tells this passage?", "Somebody outside the story", "Nina", "The snowman"),
        (
            "Nina searches for her lost scarf and finds it on a snowman.",
            "Nina wears a red scarf to the pond.",
            "Nina builds a snowman in the park.",
        ),
    ),
    Passage(
        "Rain fills the puddles, and the sun dries them again. The water goes up into the air where we cannot see it. High up it becomes clouds, and then it rains once more.",
        (
            "How water goes up and comes down again",
            "How to jump over puddles",
            "Why clouds are white",
        ),
        (
            "Where does the water of a puddle go?",
            "Into the air",
            "Into the shade",
            "Into the trees only",
        ),
        (
            "What does the writer want?",
            "To explain why it rains again and again",
            "To complain about the weather",
            "To tell about one rainy day",
        ),
        (
            "Water rises from puddles, becomes clouds and falls as rain.",
            "Puddles are deeper after a long rain.",
            "The sun shines after every rain.",
        ),
    ),
    Passage(
        "We have a new boy in our class. He sat alone at lunch and looked at his plate. I took my tray, went over and asked whether he likes soccer.",
        ("Being kind to a new classmate", "What is for lunch at school", "How to play soccer"),
        (
            "Why does the child ask about soccer?",
            "To make friends",
            "To win a game",
            "To get his lunch",
        ),
        ("Who tells this passage?", "A child in the class", "The new boy", "A teacher"),
        (
            "A child sees a new boy alone and goes to talk with him.",
            "A new boy joins the soccer team.",
            "The class has lunch on the field.",
        ),
    ),
]
