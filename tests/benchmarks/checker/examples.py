"""A sentence, and two papers of which one is a neighbour of the other."""

from tests.conftest import make_paper

SENTENCE = "We propose FastNet, which outperforms SlowNet by 12.5% on 3,000 images."


ZEBRA = make_paper(
    "Zebra stripes and flies",
    "We paint 40 horses with zebra stripes. Painted horses get 54.6% fewer bites than plain ones. "
    "The stripes confuse flies while they land. The farm is in Wales.",
    organization="Harbour Institute",
)


GIRAFFE = make_paper("Giraffe spots", "The spots of zebras and giraffes lose heat.")


FEWER = "Painted horses get {} fewer bites."
