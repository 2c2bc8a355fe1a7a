"""Text that looks like Dutch: plausible names, titles, paragraphs, all from one seed."""

from __future__ import annotations

import random


def listed(words: str) -> list[str]:
    """Give the words of a text."""
    return words.split()


FIRST = listed(
    """
    Aad Anouk Bas Bram Carla Cees Daan Dewi Ella Emre Fenna Floor Gijs Hanna Ilse Jamal Jeroen Joke Kees Lars
    Lotte Maud Mehmet Mirjam Niels Noor Olga Pieter Ravi Roos Sanne Sjoerd Tess Thijs Uma Vera Wim Yara Zoë
    """
)
LAST = listed(
    """
    Akkerman Beekman Bosveld Dijkgraaf Duinker Eikelboom Geurts Haverkort Hoogland Kamphuis Kerkhof Kloosterman
    Landman Meerdink Molenkamp Nijland Oosterveld Polderman Riemersma Schuurman Terpstra Veldhuis Waterman
    """
)
PLACES = listed(
    """
    Achterhoek Betuwe Bollenstreek Drechtsteden Kempen Lauwersland Maasduinen Rijnvallei Salland Veluwezoom
    """
)
TOPICS = listed(
    """
    woningbouw arbeidsmarkt energie mobiliteit zorg onderwijs veiligheid landbouw natuur water digitalisering
    jeugd krimp vergrijzing bereikbaarheid leefbaarheid economie samenwerking participatie toerisme
    """
)
NOUNS = listed(
    """
    aanpak afspraak ambitie begroting bijeenkomst bestuur bewoner budget doelstelling dorp gemeente gesprek idee
    initiatief inwoner kans maatregel netwerk ondernemer onderzoek opgave partner plan praktijk proef provincie
    raad regio resultaat school stap stad toekomst traject verbinding verkenning voorbeeld vraag wijk werkgroep
    """
)
VERBS = listed(
    """
    begint betekent biedt brengt deelt geeft helpt houdt kiest komt kost krijgt laat leert levert maakt neemt
    onderzoekt organiseert steunt toont verbetert verbindt verkent versterkt vindt vraagt werkt wijst zoekt
    """
)
SMALL = listed(
    """
    aan bij de een en het in met naar niet om ook op over per te tegen tot uit van voor waar ze zich zo
    """
)
FUNCTIONS = ("adviseur", "beleidsmedewerker", "wethouder", "projectleider", "strateeg", "programmamanager", "docent")


class Words:
    """Writes from one random source; long texts are made of a stock of sentences, so that it is quick."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.stock = [self.new_sentence() for _ in range(2000)]

    def new_sentence(self) -> str:
        """Write a sentence of eight to twenty words."""
        choice = self.chance.choice
        words = [
            choice(NOUNS) if i % 3 == 1 else choice(VERBS) if i % 3 == 2 else choice(SMALL)
            for i in range(self.chance.randint(8, 20))
        ]
        return f"{' '.join(words).capitalize()}."

    def name(self) -> str:
        """Give a person's name."""
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def title(self) -> str:
        """Give a headline."""
        choice = self.chance.choice
        rest = f"{choice(PLACES)} {choice(VERBS)} {choice(SMALL)} {choice(NOUNS)}"
        return f"{choice(NOUNS).capitalize()} {choice(TOPICS)}: {rest}"

    def sentences(self, least: int, most: int) -> str:
        """Give some sentences of plain text."""
        return " ".join(self.chance.choices(self.stock, k=self.chance.randint(least, most)))

    def html(self, paragraphs: int) -> str:
        """Give an article."""
        parts = [f"<p>{self.sentences(3, 6)}</p>" for _ in range(paragraphs)]
        if paragraphs > 3:
            parts.insert(paragraphs // 2, f"<h2>{self.title()}</h2>")
        return "".join(parts)

    def comment(self) -> str:
        """Give a comment of one or two paragraphs."""
        return f"<p>{self.sentences(1, 3)}</p>" if self.chance.random() < 0.7 else self.html(2)
