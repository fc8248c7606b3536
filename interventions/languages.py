"""Languages by the codes that rosters use."""

from collections.abc import Collection

ENGLISH = "en"

# What teachers call them; a code that is not here is shown as it is.
NAMES = {
    "am": "Amharic",
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "hmn": "Hmong",
    "ht": "Haitian Creole",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "my": "Burmese",
    "ne": "Nepali",
    "om": "Oromo",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "so": "Somali",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
BY_NAME = sorted(NAMES.items(), key=lambda item: item[1])
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


def base_code(code: str) -> str:
    """ "es" for "es-MX", "ES_mx" and "es"; English where nothing is said."""
    return code.strip().lower().replace("_", "-").partition("-")[0] or ENGLISH


def language_name(code: str) -> str:
    base = base_code(code)
    return NAMES.get(base, base)


def best_of(wanted: str, there: Collection[str]) -> str:
    """The wanted language if it is there, else English."""
    base = base_code(wanted)
    return base if base in there else ENGLISH


def direction(code: str) -> str:
    return "rtl" if base_code(code) in RIGHT_TO_LEFT else "ltr"
