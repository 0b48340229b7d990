"""Words that play a part in one of the rules, in lower case, as they are read."""

PROOF = """
prove proves proved proven proof conclusively definitively definitive certainly undoubtedly
guarantee guarantees guaranteed undeniably unquestionably settles indisputable irrefutable
"""

SUPERLATIVE = """
best strongest fastest largest smallest cheapest first only sole ideal optimal unique uniquely
unmatched unbeatable unprecedented leading exclusively solely perfect
"""

MAJORITY = "most majority mostly overwhelmingly predominantly"

PARTIAL = """
some several many most few often sometimes typically usually generally partly partially frequently
mostly nearly almost largely limited certain particular
"""

NEGATORS = """
not no never neither nor none cannot without hardly barely scarcely n't nobody nothing unable
"""

# Words that deny what follows them, in other ways.
DENIALS = """
fail fails failed failing lack lacks lacked lacking avoid avoids avoiding avoided eliminate
eliminates eliminating eliminated prevent prevents preventing prevented unlike rather instead free
unnecessary absent absence missing bypass bypasses bypassing bypassed circumvents obviates obviate
removing removes remove removed drops dropped dropping drop discard discards discarded refuse
refuses ignore ignores ignored ignoring neglects neglect neglected exclude excludes excluding
excluded seldom rarely rare impossible struggle struggles struggling struggled difficult inability
incapable insufficient skip skips forgoes dispenses independent independently irrespective
regardless resist oversight unclear unknown overlook overlooks overlooked unaffected unchanged
lose loses replaces replace replaced replacing rid prohibitive impractical infeasible contrary
stops stop ablating ablated ablate ablation unlikely disregard disregards spared spares poorly
poor keeps limits frozen
"""

AVOIDING = """
lack lacks lacked lacking avoid avoids avoided avoiding fail fails failed failing
"""

OPENERS = """
it this that these those they we there here what which who he she you i its their his her our both
each all some many most few several none one two three four five six seven eight nine ten such
another other others either neither everyone nobody people humans researchers authors scientists
experts users readers participants results experiments evidence training inference performance
accuracy research work today
"""

VERB_AFTER = """
is are was were has have had does do did can could may might will would should must cannot
"""

ALL = """
all every everything everyone everywhere any anything whatever
"""

AS_ALL = """
each both whole entire entirely always throughout no never none regardless
"""

WHOLLY = """
entirely completely fully perfectly flawless flawlessly perfect zero unlimited arbitrary
infinitely immune impossible guarantee guaranteed guarantees universal
"""

AS_WHOLLY = """
whole entire complete exact exactly alone purely solely arbitrarily eliminates eliminate
eliminating any none
"""

AS_MAJORITY = """
mainly primarily largely half majority dominate dominates over nearly almost commonly usually
"""

AS_SUPERLATIVE = """
state sota top most highest lowest record leading superior optimal maximum outperforms
outperforming outperform surpasses surpass surpassing exceeds beats winning wins won
"""

FUNCTION = """
no not never neither nor none cannot without since per also although though whereas because either
yet thus hence therefore upon via within among amongst onto whether unless however us may might
must shall every another one ones whose even ever so instead rather unlike despite every
everything nothing something much many still already thereby within across around along toward
towards etc like well non against percent
"""

BEFORE_NOUNS = """
a an the our their its each this these those of in with no new all
"""

STOP = """
on in for at across while whereas and but when where which that by with as because since to
although though if from
"""

PASSIVE = """
is are was were be been being gets got
"""
