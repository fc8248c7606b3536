from django.urls import reverse

from tests.interventions.deeds import words_of

ADDRESS = reverse("analytics:platform")


def test_a_leader_reads_each_figure_with_its_definition_and_target(client, people):
    client.force_login(people.LE)

    words = words_of(client.get(ADDRESS))

    assert ADDRESS == "/analytics/platform/"
    for said in (
        "Teachers who look at reports every week",
        "0 of 8 teacher-weeks (2 teachers × 4 weeks)",
        "What it counts",
        "80%",
        "Below it",
        "No data",
        "Cannot be told",
        "Estimate</span>",
        "never of single teachers",
    ):
        assert said in words
    for teacher in (people.TE, people.CO):
        assert teacher.display_name not in words


def test_the_way_there_stands_in_the_leaders_navigation_alone(client, people):
    links = {}
    for role in ("LE", "TE", "AD"):
        client.force_login(getattr(people, role))
        inbox = client.get(reverse("notifications:inbox")).text
        links[role] = (ADDRESS in inbox, reverse("interventions:what_works") in inbox)

    assert links == {"LE": (True, True), "TE": (False, True), "AD": (False, False)}
