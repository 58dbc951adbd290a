"""/styleguide/: every component in every state, for whoever builds a page."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hearme.common.icons import ICONS

COLOURS = {
    "Grounds": "paper card well hover brand-soft good-soft warn-soft bad-soft note-soft",
    "Ink": "ink ink-2 brand good warn bad note line edge",
    "Data, one meaning each": "pro pas det old h0 h1 h2 h3 h4 h5 h6",
}
SHOWN_PAGE, ROWS = 5, 124


class SampleForm(forms.Form):
    """One field of every kind that the dashboard uses."""

    name = forms.CharField(label="Tên khách vẫn gọi", help_text="Hiện trên trang khảo sát.")
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(
        label="Mật khẩu", widget=forms.PasswordInput, help_text="Từ 10 ký tự."
    )
    field = forms.ChoiceField(
        label="Lĩnh vực", choices=[("food", "Quán ăn, đồ uống"), ("retail", "Bán lẻ")]
    )
    day = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput({"type": "date"}))
    locked = forms.CharField(label="Chỉ xem", required=False, disabled=True, initial="7QF3")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea({"rows": 2}))
    language = forms.ChoiceField(
        label="Ngôn ngữ",
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        widget=forms.RadioSelect,
    )
    is_required = forms.BooleanField(
        label="Bắt buộc trả lời",
        required=False,
        widget=forms.CheckboxInput({"role": "switch"}),
    )
    agrees = forms.BooleanField(label="Tôi đồng ý", help_text="Có thể rút lại bất cứ lúc nào.")


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    fresh = {"language": "vi", "is_required": True}
    wrong = {"name": "Trà Lá Me", "email": "ngocanh@tralame", "field": "food"}
    return render(
        request,
        "styleguide.html",
        {
            "colours": {group: names.split() for group, names in COLOURS.items()},
            "icons": sorted(ICONS),
            "fresh": SampleForm(initial=fresh, auto_id="fresh_%s"),
            "wrong": SampleForm(wrong, auto_id="wrong_%s"),
            "page": Paginator(range(ROWS), 10).page(SHOWN_PAGE),
            "faces": range(1, 6),
        },
    )
