"""What words mean to the checker: synonyms, opposites, and words that add nothing to a claim.

One line is one group. Words are given as they are read; `rag.language.reading` brings them to
their roots. The groups are for scientific prose about methods and results, and for nothing else.
"""

# Irregular forms that no stemmer brings back.
FORMS = """
take took taken|rise rose risen|fall fell fallen|give gave given|get got gotten|keep kept|go went
|make made|find found|lead led|grow grew grown|run ran|show shown|choose chose chosen|draw drew
drawn|build built|win won|hold held|meet met|cost costs|lose lost|leave left|write wrote written
|think thought|begin began begun|see saw seen|know knew known|come came|become became|shrink shrank
shrunk|bring brought|tell told|say said|teach taught|feed fed|stand stood|spend spent|mean meant
|freeze froze frozen|split splits|speak spoke spoken|hide hid hidden|people person persons|child
children|datum data|criterion criteria|analysis analyses|hypothesis hypotheses|matrix matrices
|vertex vertices|index indices|fewer few|less little|worse bad worst|further far farther
"""

VERBS = """
take turn map convert transform translate encode decode precede follow cause influence affect guide
predict control define determine feed send receive supervise teach drive govern extend generalize
inspire motivate precede approximate contain call dominate favour favor prefer serve start stop run
work perform rank rate retrieve sample select inform serves gives asks answers write read
"""

ADJECTIVES = """
high large small fast slow long short strong weak hard cheap deep dense sparse simple broad narrow
wide great big near close late early easy heavy light rich poor new old young smart tight loose safe
rare fair clear tall steep sharp coarse fine quick brief tiny strict rough noisy costly low smooth
"""

VERB_SYNONYMS = """
increase raise boost lift rise grow elevate climb jump augment
decrease reduce lower cut drop shrink decline fall diminish lessen lighten trim slash curb
improve enhance advance better strengthen refine upgrade
worsen degrade harm hurt deteriorate impair damage undermine
outperform beat exceed surpass top overtake outdo eclipse outstrip
trail lag underperform
match equal rival par comparable tie
achieve reach attain obtain score record get deliver hit
use employ utilize utilise leverage apply exploit adopt rely
propose introduce present suggest describe offer put unveil pioneer
release publish open share available publicly open-source
build create construct develop design make assemble produce craft
show demonstrate find reveal indicate report observe discover see establish identify confirm note
train teach learn fit pretrain
evaluate test assess measure examine benchmark validate judge
contain comprise consist include hold encompass span
need require demand necessitate call
allow enable let permit make
solve tackle address resolve handle fix overcome
generate synthesize synthesise produce create output
choose select pick
remove discard drop eliminate delete omit dispense rid away
keep retain preserve maintain
struggle difficulty trouble suffer fail difficult hard challenging
prevent avoid stop obviate
combine merge integrate unify fuse join blend
split divide partition break separate decompose
replace substitute swap
compare contrast
collect gather assemble curate
verify check validate
"""

SYNONYMS = """
data dataset corpus
paper study work article
method approach technique procedure scheme strategy
model network system
task problem
result outcome finding
error mistake fault
image picture photo photograph
rapid fast quick speedy
slow sluggish
big large great huge vast sizable
small little tiny compact
important crucial critical essential vital key central matter
cheap inexpensive low-cost affordable
expensive costly
often frequently commonly typically usually mostly generally
rarely seldom hardly
simple easy straightforward
complex complicated intricate
whole entire full complete
new novel unseen
previous earlier prior existing past
near close
different distinct various
several multiple many
also too additionally moreover
example instance sample
part portion share fraction proportion
human people person participant
start begin initial
end final last
answer response reply
question query
speed throughput
cost expense price
web internet online
instruction prompt
video clip
user customer
separate distinct
robust resilient stable
precise accurate correct right exact
accuracy precision
fool deceive trick
describe explain
exact precise
second sec
fix frozen freeze unchanged
gradual progressive stepwise incremental
automatic automated
adaptive dynamic
harmful malicious
lag trail behind
critique criticize criticise
prior previous
single one
"""

# Each line is an axis: words of one pole | words of the other.
OPPOSITES = """
increase raise boost lift rise grow gain augment upward climb |\
 decrease reduce lower cut drop shrink decline fall diminish lessen downward loss lose
improve enhance better strengthen gain help benefit best superior |\
 worsen degrade harm hurt deteriorate impair worse damage undermine inferior poor bad worst cost
outperform beat exceed surpass top superior win better best |\
 underperform trail lag inferior lose behind worse worst
high tall above upper great | low below lower bottom
large big great huge vast more | small little tiny less few minor
fast quick rapid accelerate speed speedup | slow slowdown delay
strong powerful | weak
easy simple | hard difficult complex challenging struggle
long lengthy | short brief shorten
cheap inexpensive | expensive costly
maximize maximise maximum most | minimize minimise minimum least
linear sublinear subquadratic constant | quadratic exponential cubic
dense | sparse
static fixed frozen freeze unchanged constant | dynamic update adaptive change vary train
keep retain preserve maintain | remove discard drop eliminate delete omit lose forget
add include insert | remove exclude omit delete drop
before precede prior | after follow subsequent
first early start begin initial begin | last late final end
open open-source public | closed proprietary private
supervise label | unsupervised unlabeled unlabelled self-supervised
online | offline
local | global
accept allow enable permit let encourage promote |\
 reject prevent forbid prohibit block hinder impede discourage suppress inhibit
deep | shallow
positive positively | negative negatively
known seen familiar | unknown unseen unfamiliar novel
narrow | broad wide
explicit explicitly | implicit implicitly
discrete | continuous
bidirectional | unidirectional
parallel parallelize parallelise simultaneously | sequential sequentially serial
succeed success successful | fail failure unsuccessful
rich | poor
internal inside inner within | external outside outer
present presence | absent absence missing lack
common frequent often usually typically | rare seldom rarely infrequent uncommon
stable robust stability robustness |\
 unstable brittle fragile unstability sensitive vulnerable immune
causal | noncausal acausal
real realistic | fake synthetic
deterministic | stochastic random
independent independently | dependent depend
forward | backward
left | right
encode encoder | decode decoder
centralized centralised | decentralized decentralised distributed
coarse | fine
input | output
same identical | different
correct correctly right | wrong incorrect incorrectly erroneous
agree concur | disagree contradict
store save | recompute discard
tractable | intractable
reduce mitigate alleviate relieve | exacerbate aggravate amplify worsen intensify
overfit | underfit
underestimate | overestimate
instant instantly immediately | delay late eventually
differentiable | nondifferentiable
useful helpful | useless
homogeneous | heterogeneous
symmetric | asymmetric
undirected | directed
sufficient enough suffice adequate | insufficient inadequate
separable | inseparable
"""

# Verbs, adverbs and nouns of telling that claim nothing by themselves.
PLAIN = """
data domain corpus field area item thing information
able about accomplish accord account across act actual actually add addition address admit adopt
affect after ahead aid aim akin alike allow alone along already alternative although always among
amount another appear approach around argue arise aspect assume attempt attribute author authors
aware base basis bear become begin behave behind belong beside beyond both bring broad call came
capable capture carry case cause certain challenge change characterize choose circumstance claim
clear clearly combine come common compare comparison complete comprise concept concern conclude
conclusion condition conduct confirm consequence consequently consider considerably consist
contain context contrast contribute contribution control correspond count counterpart couple course
crucial current currently deal decide define degree deliver demand demonstrate depend describe
description design desire despite detail determine develop difference differ difficult direct
directly discover discuss display distinct draw drive due each earlier effect effective effectively
effort either element emphasize employ enable encounter end enough ensure entail entirely especially
essential essentially establish evaluate even evidence exact exactly examine example exceed exhibit
exist expect experiment explain exploit explore express extent extra face fact fail fall far
favour feature figure final finally find finding focus follow form former found frame framework
frequently full further furthermore gain gather general generally give go goal good great group
grow guide half hand handle happen have help hence hold however idea identical identify illustrate
immediate impact implement imply important improve improvement include increase indeed indicate
individual inform initially insight inspire instance instead intend interest introduce investigate
involve issue keep kind know lack large largely last later latter lead least leave less let level
lie like likewise limit limitation link list little live look lot low main mainly make manage
manner many mark match matter mean means mention mere merely method might mind modest moreover
mostly move much must name namely natural nature near nearly necessary need needed neither never
nevertheless new next none nonetheless nor normal notable notably note nothing notice novel now
number observe obtain obvious occur offer often old once one ones opt order ordinary original
originate other otherwise outline overall own paper part partial particular particularly past pay
people per perform performance perhaps piece place play point portion position possess possible
possibly potential practical practice precise precisely presence present previous previously
primarily primary principle prior proceed process produce proper property propose prove proven
provide purpose put quality quite raise range rather reach read ready real realize reason recent
recently recognize record refer regard regardless relate relative relatively remain remark
remarkably render repeat report represent require research researcher researchers respect
respective respectively rest result retain return reveal right rise role roughly run same satisfy
say scenario scope see seek seem select sense separate serve set setting several shape share short
show shown side significant significantly similar similarly simple simply simultaneously since
single situation so sole solely solution solve somewhat sort special specific specifically stage
standard start state stay step still strategy strength strict strictly strong strongly study
subject substantial substantially succeed such suffer suffice sufficient suggest suit suitable
support sure surpass take task team tell tend term terms thank thanks thereby therefore thing think
though thus tie time together total toward towards transform treat trouble true try turn type
typical typically ultimately under undergo underline underlying understand unlike upon use used
useful usual usually utilize value various vary version via view want way well whatever whether
while whole wide widely will win wish within without work worth writer write yet yield
mechanism technique system procedure original originally ability capability capacity investigation
strikingly interestingly surprisingly counterintuitively remarkably crucially namely ideally
inner outer best worst better worse stick stuck get got check wrong price scratch alone accurately
busy sake owing account maintain seldom lasting last enough chance kept helper member content piece
beforehand afterwards meanwhile elsewhere anew again twice thrice double triple halve
summary abstract overview proposal effort merit drawback downside advantage disadvantage benefit
shortcoming weakness obstacle problem difficulty caveat scheme variant variation pair
"""
