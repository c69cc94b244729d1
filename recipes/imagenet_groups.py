"""Writes `core/inference/imagenet_groups.txt`: the kinds of things that each ImageNet class belongs to.

    apt-get install wordnet-base && python -m recipes.imagenet_groups

ImageNet identifies a class by its offset in WordNet 3.0's noun file, which Debian packages. A class's kinds
are the plain English words for the class and its direct and indirect hypernyms, as far as there are any. The
narrowest kind, which has the fewest classes, comes first.
"""

from collections import Counter
from pathlib import Path

from core.inference.imagenet import GROUPS_FILE, imagenet_numbers
from core.storage.files import write_whole
from recipes.exiting import exit_in_a_sentence

NOUNS_FILE = Path("/usr/share/wordnet/data.noun")
# Plain words by the noun's offset in WordNet's file.
KINDS = {
    "02084071": "dog", "02121808": "cat", "02127808": "big cat", "02114100": "wolf", "02118333": "fox",
    "02115335": "wild dog", "02131653": "bear", "02484322": "monkey", "02470325": "ape",
    "02329401": "rodent", "02323902": "rabbit or hare", "02395003": "pig", "02419796": "antelope",
    "02062017": "sea mammal", "01874434": "marsupial",
    # To WordNet, a tusker may also be a boar; ImageNet's photos of it show elephants.
    "02503517": "elephant", "01871265": "elephant",
    "02370806": "hoofed animal", "01861778": "mammal",
    "01726692": "snake", "01674464": "lizard", "01662784": "turtle", "01639765": "frog",
    "01629276": "salamander", "01661091": "reptile", "01627424": "amphibian", "01482330": "shark",
    "02512053": "fish", "01604330": "bird of prey", "01816887": "parrot", "01845477": "duck or goose",
    "01789386": "fowl", "02000954": "wading bird", "01503061": "bird", "01772222": "spider",
    "02274259": "butterfly", "02164464": "beetle", "02159955": "insect", "01976957": "crab",
    "01974773": "crustacean", "01940736": "mollusc", "00015388": "animal", "00007846": "person",
    "02958343": "car", "04490091": "truck", "02924116": "bus", "04520170": "van", "02858304": "boat",
    "04194289": "ship", "02686568": "aircraft", "03764276": "military vehicle", "04524313": "vehicle",
    "03467517": "guitar", "04338517": "stringed instrument", "04586932": "wind instrument",
    "03915437": "percussion instrument",
    "03614532": "keyboard instrument", "03800933": "musical instrument",
    "07705931": "fruit", "07707451": "vegetable", "07679356": "bread", "07609840": "dessert",
    "07881800": "drink", "07557434": "dish of food", "12992868": "fungus", "07555863": "food",
    "00021265": "food", "03001627": "chair", "03405725": "piece of furniture", "03497657": "hat",
    "04199027": "shoe", "03057021": "coat", "04230808": "skirt", "03051540": "piece of clothing",
    "03082979": "computer", "04437953": "timepiece", "04401088": "telephone",
    "03528263": "home appliance", "03278248": "electronic device", "03621049": "kitchen utensil",
    "04451818": "tool", "04565375": "weapon", "02778669": "ball", "04285146": "piece of sports equipment",
    "03636248": "lamp", "02876657": "bottle", "02773037": "bag", "02883344": "box", "03094503": "container",
    "02913152": "building", "02898711": "bridge", "04202417": "shop", "03327234": "fence",
    "04341686": "structure", "09287968": "landscape", "03733925": "measuring instrument",
    "04447443": "toiletry", "03739693": "medical instrument",
}  # fmt: skip


def read_hypernyms(text: str) -> dict[str, list[str]]:
    """Reads the hypernyms of each noun.

    Args:
        text: The text of WordNet's noun file.

    Returns:
        The offsets of each noun's direct hypernyms, by the noun's offset.

    Source: wndb(5WN), the manual page of WordNet's database format.
    """
    hypernyms = {}
    for line in text.splitlines():
        if line.startswith("  "):
            continue  # the licence
        fields = line.split(" | ")[0].split()
        first = 4 + 2 * int(fields[3], 16)
        pointers = [fields[first + 1 + 4 * n : first + 4 + 4 * n] for n in range(int(fields[first]))]
        hypernyms[fields[0]] = [
            offset for kind, offset, part in pointers if kind in ("@", "@i") and part == "n"
        ]
    return hypernyms


def kinds_of(noun: str, hypernyms: dict[str, list[str]]) -> set[str]:
    """Returns the plain words for a noun and all its hypernyms.

    Args:
        noun: The noun's offset in WordNet's file.
        hypernyms: What `read_hypernyms` returns.
    """
    kinds, nouns = set(), {noun}
    while nouns:
        kinds |= {KINDS[offset] for offset in nouns if offset in KINDS}
        nouns = {parent for offset in nouns for parent in hypernyms[offset]}
    # WordNet counts wheeled vehicles as containers.
    return kinds - {"container"} if "vehicle" in kinds else kinds


if __name__ == "__main__":
    with exit_in_a_sentence():
        hypernyms = read_hypernyms(NOUNS_FILE.read_text(encoding="latin-1"))
        kinds_by_class = {number: kinds_of(number[1:], hypernyms) for number in imagenet_numbers()}
        count = Counter(kind for kinds in kinds_by_class.values() for kind in kinds)
        write_whole(
            GROUPS_FILE,
            "".join(
                f"{number}\t{'>'.join(sorted(kinds, key=lambda kind: (count[kind], kind)))}\n"
                for number, kinds in kinds_by_class.items()
            ),
        )
