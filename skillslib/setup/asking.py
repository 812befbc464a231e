"""What only the owner of the data can say: asked one by one, or left as a doubt."""

from dataclasses import dataclass, field

import pandas as pd


class AnswerError(ValueError):
    """An answer cannot be used, or nobody is there to give one; the message says what to do."""


@dataclass(frozen=True)
class Question:
    """One question: the file and the column it is about, the words, what may be answered, the best guess."""

    file: str
    about: str
    words: str
    choices: tuple = ()
    guess: str = ""
    sample: pd.DataFrame | None = field(default=None, compare=False)

    def __str__(self):
        may = f" ({', '.join(self.choices)})" if self.choices else ""
        return f"{self.file}, {self.about}: {self.words}{may}"


@dataclass
class Asking:
    """Who answers: nobody (`yes`: the best guess is taken), or `ask`, a function of a Question."""

    yes: bool
    ask: object = None
    asked: list = field(default_factory=list)
    sample: pd.DataFrame | None = None  # of the file that is spoken of

    def settle(self, file, about, words, choices=(), guess=""):
        """The answer to a question: one of the choices, the guess, or '' where nobody can tell.

        Errors: AnswerError where the answer is none of the choices, or where nobody is there to ask.
        """
        question = Question(file, about, words, tuple(choices), guess, self.sample)
        if self.yes:
            return guess
        if self.ask is None:
            raise AnswerError(f"{question} Give `ask`, or take the best guess with yes=True (--yes).")
        answer = str(self.ask(question) or "").strip() or guess
        if answer and choices and answer not in choices:
            raise AnswerError(f"{question} The answer {answer!r} is none of them.")
        self.asked.append(question)
        return answer
