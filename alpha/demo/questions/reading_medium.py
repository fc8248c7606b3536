"""Ten passages that say less than they mean."""

from alpha.demo.questions.wording import Passage

MEDIUM = [
    Passage(
        "When the power went out, our street changed. Neighbors who had only nodded to each other for years stood on the sidewalk with flashlights and shared what was melting in their freezers. The lights came back at ten, and nobody went in for another hour.",
        (
            "How a power cut brought neighbors together",
            "Why freezers should never be opened",
            "How flashlights are made",
        ),
        (
            "Why did nobody go in right away?",
            "They were enjoying each other's company",
            "They did not notice the lights",
            "They were afraid of the dark",
        ),
        (
            "Who tells this passage?",
            "Somebody who lives on the street",
            "A worker from the power company",
            "A newspaper reporter from another town",
        ),
        (
            "A power cut made neighbors meet, talk and share.",
            "The power was out until ten in the evening.",
            "People on the street own many flashlights.",
        ),
    ),
    Passage(
        "Octopuses have no bones at all. A large one can slip through a gap the size of a coin, as long as its hard beak fits. Keepers in aquariums have found empty tanks in the morning, and wet trails leading to the tank with the crabs.",
        (
            "How octopuses get through small gaps",
            "What keepers do at night",
            "Why crabs are hard to keep",
        ),
        (
            "What had probably happened in the aquariums?",
            "Octopuses had climbed out to eat crabs",
            "Keepers had moved the octopuses",
            "Crabs had eaten the octopuses",
        ),
        (
            "How does the writer see octopuses?",
            "As surprising and clever",
            "As dangerous to keepers",
            "As boring",
        ),
        (
            "Because they have no bones, octopuses can squeeze through tiny gaps and escape.",
            "Aquariums often keep crabs beside octopuses.",
            "An octopus has a beak as hard as a coin.",
        ),
    ),
    Passage(
        "Amir practiced the piano piece until his fingers knew it by themselves. On the stage, the first note was wrong. He took his hands away, breathed in, and began again as if nothing had happened. His teacher smiled at that more than at all the right notes that followed.",
        (
            "A boy who recovers from a mistake",
            "A boy who forgets to practice",
            "How a piano is tuned",
        ),
        (
            "Why did the teacher smile?",
            "Amir stayed calm and started over",
            "The piece was very short",
            "Nobody had heard the mistake",
        ),
        ("Who tells this passage?", "Somebody who is not part of it", "Amir", "Amir's teacher"),
        (
            "Amir makes a mistake on stage but calmly starts again.",
            "Amir knows his piece better than his teacher.",
            "Amir plays a piece without a single mistake.",
        ),
    ),
    Passage(
        "Cities used to paint their roofs black. Black roofs drink in the heat of the sun, so rooms below grow hot and machines must cool them. White roofs send most of the light back. On a hot day the difference can be as much as thirty degrees.",
        ("Why white roofs keep buildings cooler", "How to paint a roof", "Why cities are noisy"),
        (
            "What would a white roof save?",
            "Electricity for cooling",
            "Paint for the walls",
            "Water for plants",
        ),
        (
            "What does the writer think of white roofs?",
            "They are a good idea",
            "They look ugly",
            "They cost too much",
        ),
        (
            "White roofs reflect the sun and keep buildings cooler than black ones.",
            "On hot days machines work all night.",
            "Black paint was cheaper than white in most cities.",
        ),
    ),
    Passage(
        "I said I was not scared. I said it while we bought the tickets, and again while the bar came down over our knees. At the top I stopped saying anything, and held my sister's sleeve. “Again?” she asked at the bottom. I was already in line.",
        ("A first ride on a roller coaster", "Two sisters who argue", "How much tickets cost"),
        (
            "How did the child feel in the end?",
            "The ride had been fun",
            "The ride had been a mistake",
            "The sister had been unkind",
        ),
        (
            "Who tells this passage?",
            "The child who was scared",
            "The sister",
            "Somebody who sells tickets",
        ),
        (
            "A child hides fear of a ride, and then wants to go again.",
            "A child refuses to go on a ride with her sister.",
            "A child waits in line for tickets all day.",
        ),
    ),
    Passage(
        "Long before maps were printed, sailors of the Pacific found islands they could not see. They watched which way the swells came, where birds flew at dusk, and how clouds gathered over land. Children learned it all in songs.",
        (
            "How sailors found islands without maps",
            "Why sailors feared the ocean",
            "How maps are printed",
        ),
        (
            "Why were the songs useful?",
            "They helped people remember what they needed",
            "They frightened the birds away",
            "They made the boats go faster",
        ),
        (
            "What does the writer feel about these sailors?",
            "Respect for what they knew",
            "Pity, since they had no maps",
            "Doubt that they ever sailed",
        ),
        (
            "Pacific sailors read waves, birds and clouds to find islands, and taught it in songs.",
            "Sailors in the Pacific sang while birds flew by.",
            "Clouds gather over land at dusk.",
        ),
    ),
    Passage(
        "The library bought three new robots to sort books. They are fast, and they never put a cookbook among the fairy tales. Still, on Saturdays most children line up at the old desk, where Mrs. Lund asks what they liked and finds them something like it.",
        (
            "Why children still go to the librarian",
            "How robots learn to read",
            "When the library is open",
        ),
        (
            "What can Mrs. Lund do that the robots cannot?",
            "Talk with children about what they like",
            "Put cookbooks in order",
            "Work on Saturdays",
        ),
        (
            "Which opinion does the writer seem to have?",
            "Some work is best done by people",
            "Robots should do all work",
            "Libraries need more cookbooks",
        ),
        (
            "Robots sort the books well, but children prefer the librarian's advice.",
            "The library has three robots and one desk.",
            "Mrs. Lund sorts fairy tales on Saturdays.",
        ),
    ),
    Passage(
        "Our team lost every game in May. In June the coach stopped shouting scores and began to count passes. “Twenty in a row,” she would say, “and then we talk about goals.” In July we lost only once, and that day we had counted to nineteen.",
        (
            "How a team improved by working on passes",
            "Why a team changed its coach",
            "How to count to twenty",
        ),
        (
            "What did the coach believe?",
            "Good passing leads to winning",
            "Shouting helps a team",
            "Scores do not matter in July",
        ),
        ("Who tells this passage?", "A player of the team", "The coach", "A fan of another team"),
        (
            "When the coach had the team practice passes, it began to win.",
            "The team lost all its games in summer.",
            "The coach counted goals instead of passes.",
        ),
    ),
    Passage(
        "A saguaro cactus grows slowly: after ten years it may be no taller than your thumb. It waits until it is about seventy to grow its first arm. Cutting one down takes a minute, which is why in many places it is against the law.",
        (
            "How slowly a saguaro grows, and why it is protected",
            "How to plant a cactus at home",
            "Which animals live on a saguaro",
        ),
        (
            "Why is cutting one down against the law?",
            "It takes very long to grow another",
            "Its arms are too heavy to lift",
            "It gives people shade",
        ),
        (
            "What does the writer want?",
            "To explain why saguaros need protection",
            "To sell small cactuses",
            "To tell a story about a thumb",
        ),
        (
            "Saguaros take many years to grow, so the law protects them.",
            "A saguaro grows its first arm after ten years.",
            "Some laws are about plants.",
        ),
    ),
    Passage(
        "Dear Grandpa, thank you for the kite. On Saturday we took it to the beach, and it went so high that I ran out of string. Then it stopped being mine: it is somewhere over the sea now. Mom says some gifts are like that. Do you know how to make another one?",
        (
            "A child whose kite flew away",
            "A child who dislikes the sea",
            "How to fly a kite in the rain",
        ),
        (
            "What does the child hope?",
            "That Grandpa will make a new kite",
            "That Mom will swim out to sea",
            "That the beach will be closed",
        ),
        ("Who tells this passage?", "The grandchild", "Grandpa", "Mom"),
        (
            "A child writes to Grandpa that the kite flew away, and asks for another.",
            "A child goes to the beach every Saturday.",
            "Grandpa lost his kite over the sea.",
        ),
    ),
]
