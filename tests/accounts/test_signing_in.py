"""Accounts: signing up, in and out, a forgotten password, another address."""

import re

import pytest
from django.urls import reverse

from hearme.accounts.models import User
from tests import build

pytestmark = pytest.mark.django_db
SIGNUP, LOGIN = reverse("account_signup"), reverse("account_login")
RESET, CHANGE = reverse("account_reset_password"), reverse("account_change_password")
NEW = {"name": "Ngọc Anh", "email": "ngocanh@tralame.vn", "password1": build.PASSWORD}


def links(mail):
    return re.findall(r"http://\S+", mail.body)


def without_what_always_differs(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


# ------------------------------------------------------------ Signing up


def test_signing_up_leads_to_the_first_run(client):
    answer = client.post(SIGNUP, NEW)

    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == reverse("accounts:start")
    assert User.objects.get().name == "Ngọc Anh"


def test_the_rules_for_a_password_are_said_before_anything_is_typed(client):
    page = client.get(SIGNUP).content.decode()

    assert "From 10 characters." in page
    assert 'aria-describedby="id_password1_helptext"' in page


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(client):
    page = client.post(SIGNUP, {"name": "Ngọc Anh", "email": "ngocanh@tralame", "password1": "abc"})
    text = page.content.decode()

    assert page.context["form"].errors.keys() == {"email", "password1"}
    assert 'value="Ngọc Anh"' in text
    assert 'value="ngocanh@tralame"' in text
    assert 'id="id_email_error"' in text
    assert "abc" not in re.findall(r'value="([^"]*)"', text), "a password is never sent back"


@pytest.mark.parametrize(
    ("password", "words"),
    [("abc", "at least 10"), ("1234567890", "Too many people"), ("ngocanh@tralame", "Too close")],
)
def test_a_weak_password_gets_one_reason(client, password, words):
    page = client.post(SIGNUP, NEW | {"password1": password})

    (problem,) = page.context["form"].errors["password1"]
    assert words in problem


def test_a_taken_address_is_refused_whatever_its_letters(client):
    client.post(SIGNUP, NEW)
    client.post(reverse("account_logout"))
    page = client.post(SIGNUP, NEW | {"email": "NgocAnh@TraLaMe.vn"})

    assert page.context["form"].errors.keys() == {"email"}
    assert User.objects.count() == 1


def test_where_addresses_must_be_confirmed_nobody_learns_which_exist(client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    taken = build.user().email
    fresh, known = (client.post(SIGNUP, NEW | {"email": e}) for e in ("a@hearme.test", taken))

    assert fresh.headers["Location"] == known.headers["Location"]
    assert [mail.to for mail in mailoutbox] == [["a@hearme.test"], [taken]]
    assert mailoutbox[1].subject == "You already have an account"


# ------------------------------------------------------------ Signing in and out


@pytest.mark.parametrize(("remember", "ends_with_browser"), [("on", False), ("", True)])
def test_the_visitor_decides_how_long_to_stay(client, remember, ends_with_browser):
    data = {"login": build.user().email, "password": build.PASSWORD, "remember": remember}
    client.post(LOGIN, data)

    assert client.session.get_expire_at_browser_close() is ends_with_browser
    assert "_auth_user_id" in client.session


def test_an_unknown_address_and_a_wrong_password_look_the_same(client):
    known, unknown = build.user().email, "nobody@hearme.test"
    pages = [client.post(LOGIN, {"login": e, "password": "sai rồi"}) for e in (known, unknown)]
    texts = [without_what_always_differs(page) for page in pages]

    assert texts[0].replace(known, unknown) == texts[1]
    assert "E-mail or password is not right" in texts[0]


def test_too_many_wrong_passwords_end_in_a_pause(client):
    email = build.user().email
    for _ in range(5):
        client.post(LOGIN, {"login": email, "password": "sai rồi"})
    page = client.post(LOGIN, {"login": email, "password": build.PASSWORD})

    assert "wait five minutes" in page.content.decode()


def test_signing_out_takes_a_click(client):
    client.force_login(build.user())
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_after_signing_in_one_is_where_one_wanted_to_be(client):
    wanted = reverse("accounts:start")
    login = client.get(wanted).headers["Location"]
    data = {"login": build.user().email, "password": build.PASSWORD, "next": wanted}

    assert client.post(login, data).headers["Location"] == wanted


def test_nobody_is_sent_away_to_another_site(client):
    data = {"login": build.user().email, "password": build.PASSWORD, "next": "//evil.test/"}

    assert client.post(LOGIN, data).headers["Location"] == "/"


# ------------------------------------------------------------ Passwords


def test_a_forgotten_password_is_replaced_through_the_link(client, mailoutbox):
    person = build.user()
    client.post(RESET, {"email": person.email})
    form = client.get(links(mailoutbox[0])[0]).headers["Location"]
    client.post(form, {"password1": "hồ gươm mùa thu"})

    person.refresh_from_db()
    assert person.check_password("hồ gươm mùa thu")
    assert [mail.subject for mail in mailoutbox][1:] == ["Your password was changed"]


def test_the_link_of_a_password_works_once(client, mailoutbox):
    client.post(RESET, {"email": build.user().email})
    link = links(mailoutbox[0])[0]
    client.post(client.get(link).headers["Location"], {"password1": "hồ gươm mùa thu"})

    assert "no longer valid" in client.get(link).content.decode()


def test_asking_for_a_password_tells_nobody_whether_there_is_an_account(client, mailoutbox):
    known, unknown = build.user().email, "nobody@hearme.test"
    answers = [client.post(RESET, {"email": email}) for email in (known, unknown)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert [mail.subject for mail in mailoutbox] == [
        "A new password for Hearme",
        "There is no account with this address",
    ]


def test_links_in_letters_lead_to_our_own_address_whatever_the_host(client, mailoutbox, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://hearme.test", ["localhost"]
    client.post(RESET, {"email": build.user().email}, HTTP_HOST="localhost")

    assert re.search(r"https://hearme.test/accounts/password/reset/key/", mailoutbox[0].body)
    assert "localhost" not in mailoutbox[0].body


def test_changing_a_password_needs_the_old_one_and_ends_other_sessions(client):
    person, elsewhere = build.user(), type(client)()
    for browser in (client, elsewhere):
        browser.force_login(person)
    page = client.post(CHANGE, {"oldpassword": "sai rồi", "password1": "hồ gươm mùa thu"})
    assert page.context["form"].errors.keys() == {"oldpassword"}

    client.post(CHANGE, {"oldpassword": build.PASSWORD, "password1": "hồ gươm mùa thu"})
    assert client.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302


def test_who_has_a_password_is_not_asked_to_set_a_first_one(client):
    client.force_login(build.user())

    assert client.get(reverse("account_set_password")).headers["Location"] == CHANGE


# ------------------------------------------------------------ Addresses


def signed_up(client):
    client.post(SIGNUP, NEW)
    client.post(reverse("account_reauthenticate"), {"password": build.PASSWORD})


def test_the_address_is_confirmed_by_a_click_in_the_letter(client, mailoutbox):
    signed_up(client)
    link = links(mailoutbox[0])[0]
    assert "Is ngocanh@tralame.vn your address?" in client.get(link).content.decode()
    client.post(link)

    assert "Confirmed" in client.get(reverse("account_email")).content.decode()


def test_another_address_counts_once_it_is_confirmed(client, mailoutbox):
    signed_up(client)
    client.post(links(mailoutbox[0])[0])
    client.post(reverse("account_email"), {"action_add": "", "email": "moi@tralame.vn"})
    assert User.objects.get().email == "ngocanh@tralame.vn"

    client.post(links(mailoutbox[-1])[0])
    assert User.objects.get().email == "moi@tralame.vn"


def test_the_address_of_somebody_else_is_refused(client):
    taken = build.user().email
    signed_up(client)
    page = client.post(reverse("account_email"), {"action_add": "", "email": taken})

    assert page.context["form"].errors.keys() == {"email"}


def test_changing_the_address_asks_for_the_password_again(client):
    client.force_login(build.user())
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "moi@tralame.vn"})

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_user_who_is_switched_off_learns_so_and_stays_outside(client):
    person = build.user()
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.post(LOGIN, {"login": person.email, "password": build.PASSWORD})

    assert answer.headers["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


# ------------------------------------------------------------ Both languages

PAGES = {
    SIGNUP: ("Tạo tài khoản", "Create an account"),
    LOGIN: ("Đăng nhập", "Sign in"),
    RESET: ("Quên mật khẩu?", "Forgot your password?"),
    reverse("account_reset_password_done"): ("Mời bạn xem hộp thư", "Look into your mail"),
    reverse("account_reset_password_from_key_done"): ("Đã lưu mật khẩu mới", "New password saved"),
    reverse("account_reset_password_from_key", args=["1", "x"]): ("Đặt mật khẩu mới", "Choose a"),
    reverse("account_email_verification_sent"): ("Mời bạn xem hộp thư", "Look into your mail"),
    reverse("account_confirm_email", args=["x"]): ("Xác nhận địa chỉ email", "Confirm your e-mail"),
    reverse("account_inactive"): ("Tài khoản đã tắt", "Account switched off"),
}


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_speaks_the_language_of_the_visitor(client, url, language):
    title = PAGES[url][["vi", "en"].index(language)]
    page = client.get(url, HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert f'<html lang="{language}">' in page
    assert f"<title>{title}" in page


def test_a_visitor_switches_the_language_without_signing_in(client):
    client.post(reverse("set_language"), {"language": "vi", "next": LOGIN})

    assert '<html lang="vi">' in client.get(LOGIN).content.decode()
