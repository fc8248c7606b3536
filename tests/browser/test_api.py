"""A program asks in a teacher's name: she makes a token, it works, she revokes it, it does not."""

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import PASSWORD, TEACHER
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_token_is_made_used_and_revoked(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    page.get_by_text("Account menu").locator("..").click()
    page.get_by_role("link", name="API tokens").click()
    name = f"Report {'with' if javascript else 'without'} scripts"
    page.get_by_label("Program", exact=True).fill(name)
    page.get_by_role("button", name="Make a token").click()
    teacher.check_accessibility()
    secret = page.get_by_label("Token", exact=True).input_value()

    def ask():
        headers = {"Authorization": f"Bearer {secret}"}
        return page.request.get(f"{demo.url}/api/interventions/meetings", headers=headers)

    assert ask().ok
    teacher.goto("/accounts/tokens/")
    expect(page.get_by_text("last used today").first).to_be_visible()
    assert secret not in page.content()
    page.get_by_role("button", name=f"Revoke {name}").click()
    expect(page.get_by_text(f"Revoked: {name}")).to_be_visible()
    assert ask().status == 401


def test_the_description_fits_a_phone(visit, demo):
    somebody = visit(demo, viewport=PHONE)
    somebody.goto("/api/docs")

    expect(somebody.page.get_by_role("heading", name="API", exact=True)).to_be_visible()
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not somebody.page.evaluate(overflow)
    somebody.check_accessibility()
