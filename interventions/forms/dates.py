"""The dates that come along in an address."""

from django import forms


class DatesForm(forms.Form):
    """The first and last date of a report's window; what is no date is taken as not said."""

    start = forms.DateField(required=False)
    end = forms.DateField(required=False)
