"""The letters every school starts with: four topics, each in English and in Spanish.

Each says one thing that truly goes well, names one thing to work on, one thing of five minutes that can be done at
home, and one way to reply. Difficulty is normal, help is a strength. Never a comparison with other children, never a
prediction (tests/interventions/test_letter_defaults.py holds the words).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultLetter:
    """`key` recognizes the letter, in each language, after the office has changed its title and text."""

    key: str
    language: str
    title: str
    content: str

    @property
    def topic(self) -> str:
        return self.key


EN_REPLY = "To reply, simply answer this mail, or send a note with {student_name}."
EN_NAME = "{teacher_name}\n{class_name}"
ES_REPLY = "Para responder, conteste este correo o mande una nota con {student_name}."
ES_NAME = "{teacher_name}\n{class_name}"


def _letter(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


DEFAULT_LETTERS: tuple[DefaultLetter, ...] = (
    DefaultLetter(
        "needs_practice",
        "en",
        "Practice at home would help",
        _letter(
            "Hello {guardian_name},",
            "{good_news}",
            "Right now {skill_name} is harder for {student_name}, and that is normal while something is new."
            " Five minutes at home help a lot: ask {student_name} to show you one question on {skill_name} and to"
            " explain each step out loud. You do not need to know the answer yourself.",
            EN_REPLY + " I am glad to hear how it goes.",
            EN_NAME,
        ),
    ),
    DefaultLetter(
        "going_well",
        "en",
        "Something goes well",
        _letter(
            "Hello {guardian_name},",
            "I am writing with good news. {good_news}",
            "To keep it up, {student_name} is working on {skill_name} next. If you have five minutes, let"
            " {student_name} be the teacher and explain one question on it to you.",
            EN_REPLY,
            EN_NAME,
        ),
    ),
    DefaultLetter(
        "missing_work",
        "en",
        "Work is missing",
        _letter(
            "Hello {guardian_name},",
            "{good_news}",
            "One piece of work is still open: “{assignment_title}”, due {due_date}. It is worth doing, also late."
            " Five minutes are enough to begin: sit down together and look at the first question. The rest is often"
            " easier than it seemed.",
            "If something is in the way, or {student_name} needs more time, please tell me. "
            + EN_REPLY,
            EN_NAME,
        ),
    ),
    DefaultLetter(
        "please_talk",
        "en",
        "Please let us talk",
        _letter(
            "Hello {guardian_name},",
            "{good_news}",
            "I would like to talk with you for ten minutes about how to help {student_name} with {skill_name}."
            " Until then, five minutes at home are a good start: ask {student_name} what was easy this week and what"
            " was not, and just listen.",
            "Which day and time suit you? " + EN_REPLY,
            EN_NAME,
        ),
    ),
    DefaultLetter(
        "needs_practice",
        "es",
        "Practicar en casa ayudaría",
        _letter(
            "Hola, {guardian_name}:",
            "{good_news}",
            "En este momento, a {student_name} se le hace más difícil {skill_name}, y eso es normal cuando algo es"
            " nuevo. Cinco minutos en casa ayudan mucho: pídale a {student_name} que le muestre una pregunta de"
            " {skill_name} y que le explique cada paso en voz alta. No hace falta que usted sepa la respuesta.",
            ES_REPLY + " Me dará mucho gusto saber cómo les va.",
            ES_NAME,
        ),
    ),
    DefaultLetter(
        "going_well",
        "es",
        "Algo va muy bien",
        _letter(
            "Hola, {guardian_name}:",
            "Le escribo con una buena noticia. {good_news}",
            "Para seguir así, {student_name} va a trabajar ahora en {skill_name}. Si tiene cinco minutos, deje que"
            " {student_name} le enseñe cómo se resuelve una pregunta.",
            ES_REPLY,
            ES_NAME,
        ),
    ),
    DefaultLetter(
        "missing_work",
        "es",
        "Falta un trabajo",
        _letter(
            "Hola, {guardian_name}:",
            "{good_news}",
            "Todavía queda un trabajo pendiente: «{assignment_title}», con fecha de entrega {due_date}. Vale la pena"
            " hacerlo, aunque sea tarde. Para empezar bastan cinco minutos: miren la primera pregunta con calma."
            " El resto suele ser más fácil de lo que parecía.",
            "Si hay algo que lo impide, o si {student_name} necesita más tiempo, dígamelo, por favor. "
            + ES_REPLY,
            ES_NAME,
        ),
    ),
    DefaultLetter(
        "please_talk",
        "es",
        "¿Podemos hablar?",
        _letter(
            "Hola, {guardian_name}:",
            "{good_news}",
            "Me gustaría hablar con usted diez minutos sobre cómo ayudar a {student_name} con {skill_name}. Mientras"
            " tanto, cinco minutos en casa son un buen comienzo: pregúntele a {student_name} qué le resultó fácil esta"
            " semana y qué no, y simplemente escuche.",
            "¿Qué día y a qué hora le conviene? " + ES_REPLY,
            ES_NAME,
        ),
    ),
)
