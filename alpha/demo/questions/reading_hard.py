"""Ten passages where what is said, and what is meant, have to be told apart."""

from alpha.demo.questions.wording import Passage

HARD = [
    Passage(
        "The mayor called the new bridge a triumph. It had opened two years late, had cost twice what was promised, and carried fewer cars on its first day than the ferry it replaced. The ferry captain, asked for her opinion, said she had always liked the view from the water.",
        (
            "Doubts about whether a bridge was worth it",
            "How bridges are built over rivers",
            "Why a captain lost her ferry",
        ),
        (
            "What does the captain's answer suggest?",
            "She was not impressed by the bridge",
            "She was glad to retire",
            "She had never seen the bridge",
        ),
        (
            "What does the writer think of the mayor's word “triumph”?",
            "It does not fit the facts",
            "It is exactly right",
            "It is too modest",
        ),
        (
            "Though the mayor praised it, the bridge was late, costly and little used.",
            "The ferry carried more cars than the mayor knew.",
            "The bridge opened on the day the captain retired.",
        ),
    ),
    Passage(
        "Maps flatter. To lay a round earth on flat paper, something has to stretch, and on the map most classrooms hang, it is the far north and south that do. Greenland appears as large as Africa, which could in truth hold it fourteen times.",
        (
            "How a common map shows sizes wrongly",
            "Why Greenland is cold",
            "How paper is made for maps",
        ),
        (
            "What would happen on any flat map of the whole earth?",
            "Something would be shown wrongly",
            "Africa would look too large",
            "Classrooms would not buy it",
        ),
        (
            "Why does the writer begin with “Maps flatter”?",
            "To say that maps show some places larger than they are",
            "To praise the people who draw maps",
            "To explain that maps are flat",
        ),
        (
            "Because the earth is round, flat maps distort sizes, such as Greenland's.",
            "Greenland is fourteen times as large as Africa.",
            "Classrooms should hang up more than one map.",
        ),
    ),
    Passage(
        "My brother tells the story of the storm as if he had steered us through it. I remember him under the table with the dog. It is a good story, though, and he tells it well, and our mother laughs every time; so I pass the potatoes and say nothing.",
        (
            "A storyteller who is let be",
            "A storm that sank a boat",
            "A dog that hides under tables",
        ),
        (
            "Why does the writer say nothing?",
            "The family enjoys the story as it is",
            "The writer has forgotten the storm",
            "The writer is afraid of the brother",
        ),
        (
            "Who tells this passage?",
            "A brother or sister who was there too",
            "The mother",
            "The brother who tells the story",
        ),
        (
            "The writer lets a brother's exaggerated story stand because it delights the family.",
            "A brother and a dog hid from a storm under a table.",
            "A mother laughs at everything her children say.",
        ),
    ),
    Passage(
        "For decades, doctors treated stomach ulcers as the price of worry. When Barry Marshall proposed that a bacterium was to blame, few listened. In 1984 he drank a dish of it, became ill within days, and cured himself with antibiotics. The prize came twenty-one years later.",
        (
            "How a doctor proved the cause of ulcers",
            "Why worry makes people ill",
            "How antibiotics are made",
        ),
        (
            "Why did Marshall drink the bacteria?",
            "To prove what others would not believe",
            "To cure an illness he had",
            "To win a prize that year",
        ),
        (
            "How does the writer see Marshall?",
            "As brave and right",
            "As foolish and lucky",
            "As slow and careful",
        ),
        (
            "Marshall showed on himself that bacteria cause ulcers, which was accepted only much later.",
            "Doctors believed for decades that antibiotics cause ulcers.",
            "Marshall fell ill in 1984 and recovered after twenty-one years.",
        ),
    ),
    Passage(
        "The orchard will be a parking lot by spring. The owners cannot be blamed: apples bring little, and land brings much. But nobody at the meeting spoke of the evenings, when half the town walked there without asking, nor is there a line for that in the budget.",
        (
            "What is lost when an orchard is sold",
            "How to grow better apples",
            "Why a town needs parking",
        ),
        (
            "What does the writer suggest about the budget?",
            "It leaves out things that matter",
            "It was added up wrongly",
            "It is too generous to farmers",
        ),
        (
            "How does the writer feel?",
            "Sad, while understanding the owners",
            "Angry at the owners alone",
            "Pleased with the decision",
        ),
        (
            "Selling the orchard makes sense in money but costs the town a place it loved.",
            "Apples were cheap, so the town built an orchard.",
            "Half the town went to the meeting about parking.",
        ),
    ),
    Passage(
        "A theory is often called “just a theory”, as though it were a guess waiting to become a fact. In science it is nearly the reverse. Facts are single stones; a theory is the arch that holds them, and it has stood because nobody, for all their pushing, has brought it down.",
        (
            "What the word theory means in science",
            "How stone arches are built",
            "Why facts are hard to find",
        ),
        (
            "What would weaken a theory, in the writer's picture?",
            "Evidence that it cannot hold",
            "People who like it",
            "Being old",
        ),
        (
            "What is the writer arguing against?",
            "The idea that a theory is a mere guess",
            "The idea that facts are useful",
            "The idea that science changes",
        ),
        (
            "In science a theory is a tested structure of facts, not a guess.",
            "Facts become theories when people stop pushing.",
            "A theory is a guess that nobody has looked at.",
        ),
    ),
    Passage(
        "She had rehearsed the apology on the bus, in three versions. At the door her aunt put a bowl into her hands and said the beans would not shell themselves. They worked until dark. Neither of them mentioned the vase, then or later, and that was the fourth version.",
        (
            "An apology made and accepted without words",
            "A vase that was mended",
            "A long ride on a bus",
        ),
        (
            "What does “the fourth version” mean?",
            "Working together took the place of the apology",
            "She broke the vase a fourth time",
            "The aunt had forgotten her name",
        ),
        (
            "Who tells this passage?",
            "Somebody outside who knows the girl's thoughts",
            "The aunt",
            "The girl herself",
        ),
        (
            "A girl comes to apologize, and shelling beans with her aunt settles it.",
            "A girl and her aunt argue about a vase until dark.",
            "A girl practices three speeches for school.",
        ),
    ),
    Passage(
        "Wolves were brought back to Yellowstone in 1995. Deer and elk grew watchful and left the riverbanks; willows returned, and with them beavers, whose dams slowed the water. It is a tidy story. Some who study it now add that wetter years helped, and that rivers rarely have a single author.",
        (
            "What the return of wolves may have changed",
            "How beavers build their dams",
            "Why elk are watched by people",
        ),
        (
            "What do some researchers doubt?",
            "That wolves alone explain the changes",
            "That wolves live in Yellowstone",
            "That willows grow near rivers",
        ),
        (
            "What is the writer's attitude to the “tidy story”?",
            "It is partly true but too simple",
            "It is completely false",
            "It needs no further thought",
        ),
        (
            "Wolves changed Yellowstone's rivers, though probably not by themselves.",
            "Wetter years drove the wolves out of Yellowstone.",
            "Beavers brought willows back in 1995.",
        ),
    ),
    Passage(
        "The interview lasted an hour. He spoke of his charity, his early rising, his quarrel with a rival long since dead. When I asked about the factory he looked at his watch, admired my pen, and hoped I would have time to see the gardens.",
        ("A man who avoids a question", "A man who loves gardens", "How to run a factory"),
        (
            "What was he probably unwilling to do?",
            "Speak about the factory",
            "Show his gardens",
            "Praise his rival",
        ),
        (
            "Who tells this passage?",
            "The person who asked the questions",
            "The man who was asked",
            "The rival",
        ),
        (
            "In an interview a man talks freely until the factory is mentioned, and then changes the subject.",
            "A man gives a tour of his factory and gardens.",
            "A reporter loses a pen during an interview.",
        ),
    ),
    Passage(
        "We praise early birds, but a school day that begins at half past seven is not early for everyone alike. The body of a teenager releases the hormone of sleep up to two hours later than a child's. To such a body, the first bell rings in the middle of the night.",
        (
            "Why early school is hard on teenagers",
            "How birds wake up",
            "Which hormones children lack",
        ),
        (
            "What would the writer probably support?",
            "A later start of school for teenagers",
            "An earlier bell for everyone",
            "Longer school days",
        ),
        (
            "What does the writer want readers to see?",
            "Tired teenagers are not simply lazy",
            "Children should stay up later",
            "Praise helps people to rise early",
        ),
        (
            "Teenagers' bodies fall asleep later, so an early start costs them sleep.",
            "Everyone who rises early deserves praise.",
            "Schools begin at half past seven in most towns.",
        ),
    ),
]
