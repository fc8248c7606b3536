"""What htmx is answered where a page would be redirected."""

import pytest

CLASSES = "http://testserver/analytics/classes/7/?days=14"


@pytest.mark.django_db
def test_signed_out_page_goes_to_the_sign_in_and_comes_back(client):
    response = client.get("/analytics/students/1/?days=14")

    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/analytics/students/1/%3Fdays%3D14"


@pytest.mark.django_db
def test_signed_out_piece_sends_the_whole_page_to_the_sign_in(client):
    """A redirect would be followed by htmx and the sign-in page put into a dialog."""
    response = client.get(
        "/interventions/students/1/take-action/",
        headers={"HX-Request": "true", "HX-Current-URL": CLASSES},
    )

    assert response.status_code == 401
    assert response.content == b""
    assert response["HX-Redirect"] == (
        "/accounts/login/?next=%2Fanalytics%2Fclasses%2F7%2F%3Fdays%3D14"
    )
    assert "HX-Request" in response["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shown", ["", "https://elsewhere.example/analytics/", "javascript:alert(1)", "//evil.example/"]
)
def test_way_back_is_never_another_site(client, shown):
    response = client.get("/inbox/", headers={"HX-Request": "true", "HX-Current-URL": shown})

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F"
