"""Comparisons of networks in plain sentences."""

from collections.abc import Mapping, Sequence

from core.comparison.comparing import Comparison
from core.comparison.earlier_training import TrainingComparison
from core.comparison.figures_table import NetworkFigures
from core.comparison.paired_test import PairedTest
from core.comparison.robustness import Reaction, Robustness
from core.plurals import counted, listed
from core.preprocessing.preprocessor import Kind
from core.presentation.wording import (
    compared_answer_in_words,
    is_worth_naming,
    points_in_words,
    share_in_percent,
)

_NAMED_CLASSES = 10
# A smaller change, in percentage points, would be rounded to 0.0.
_LEAST_POINTS = 0.05
_PICTURE: dict[Kind, str] = {"ink": "drawing", "photo": "photo"}


def pictures_in_words(count: int, kind: Kind) -> str:
    """Returns a number of pictures as "1 drawing" or "2,800 photos"."""
    return counted(count, _PICTURE[kind])


def paired_tests_in_words(tests: Sequence[PairedTest], titles: Sequence[str], kind: Kind) -> list[str]:
    """Says for every two networks which one is better, and whether that could be chance.

    Args:
        tests: Tests as returned by `core.comparison.paired_test.paired_tests`.
        titles: Names of all networks.
        kind: Whether they read drawings or photos.
    """
    said = [paired_test_in_words(test, titles, kind) for test in tests]
    # Holm's adjusted p-value decides but is not shown: nobody could check it as a probability.
    if any(test.adjusted_p_value > test.p_value for test in tests):
        said.append(
            "Several pairs are compared, so chance differences are more likely; the tests account for that."
        )
    return said


def paired_test_in_words(test: PairedTest, titles: Sequence[str], kind: Kind) -> str:
    """Says which of two networks is better, and whether that could be chance.

    Args:
        test: McNemar's test of the two networks.
        titles: Names of all networks.
        kind: Whether they read drawings or photos.
    """
    first, second = titles[test.first], titles[test.second]
    pictures = pictures_in_words(test.pictures, kind)
    if not test.first_alone and not test.second_alone:
        return (
            f"Of {pictures}, {first} and {second} are right on the very same ones: no difference can be seen."
        )
    better, worse = (
        ((first, test.first_alone), (second, test.second_alone))
        if test.first_alone >= test.second_alone
        else ((second, test.second_alone), (first, test.first_alone))
    )
    tally = f"Of {pictures}, {better[0]} alone was right on {better[1]:,}, {worse[0]} alone on {worse[1]:,}"
    if better[1] == worse[1]:
        return f"{tally}: they are even."
    odds = odds_in_words(test.p_value)
    if test.may_be_chance:
        return (
            f"{tally}: that may well be chance. Two equally good networks would differ at least this much "
            f"{odds}, so this is no reason to prefer either; more pictures would tell."
        )
    return (
        f"{tally}: that is hardly chance, since two equally good networks would differ at least this much "
        f"only {odds}. {better[0]} is better on pictures like these."
    )


def change_in_words(found: TrainingComparison) -> str:
    """Says how accuracy changed since the previous training, and whether that could be chance.

    Args:
        found: The comparison of the two trainings.
    """
    change, test = found.accuracy_change, found.test
    chance = "could be chance" if found.may_be_chance else "hardly chance"
    if test is not None:
        tally = f"of {counted(test.pictures, 'picture')} that both were asked about, " + (
            f"this one alone was right on {test.first_alone:,}, the one before alone on {test.second_alone:,}"
            if test.first_alone or test.second_alone
            else "both were right on the same ones"
        )
    else:
        tally = f"their 95% intervals {'' if found.may_be_chance else 'do not '}overlap"
    if abs(change) * 100 < _LEAST_POINTS:
        return f"right equally often ({tally})"
    return f"right {points_in_words(change)} {'more' if change > 0 else 'less'} often ({chance}: {tally})"


def odds_in_words(p_value: float) -> str:
    """Writes a probability, such as "once in 1,000 tries"; never as certain or rarer than 1 in 1,000,000."""
    if p_value > 0.95:
        return "nearly every time"
    if p_value >= 0.1:
        return f"{round(p_value * 100)} times in 100 tries"
    tries = 1 / max(p_value, 1e-6)
    digits = 10 ** max(0, len(str(int(tries))) - 2)
    rounded = f"once in {round(tries / digits) * digits:,} tries"
    return rounded if p_value >= 1e-6 else "less than once in 1,000,000 tries"


def unknown_classes_in_words(unknown: Mapping[str, int], classes: int, titles: Sequence[str]) -> str:
    """Says which classes of a data set networks do not know.

    Args:
        unknown: Number of pictures of each unknown class, for at least one class.
        classes: Number of classes in the data set.
        titles: Names of the networks that do not know them, at least one.
    """
    named = listed([f"{label} ({count:,})" for label, count in unknown.items()], _NAMED_CLASSES)
    who, is_one = listed(titles), len(titles) == 1
    if len(unknown) == classes:
        return (
            f"{who} {'knows' if is_one else 'know'} none of the classes of this data set, so "
            f"{'it is' if is_one else 'they are'} left out: {named}."
        )
    return (
        f"{who} {'does' if is_one else 'do'} not know {len(unknown):,} of the {classes:,} classes, so "
        f"pictures of {'it' if len(unknown) == 1 else 'them'} are left out: {named}."
    )


def known_by_kind_in_words(labels: Sequence[str], title: str) -> str:
    """Says how a network is compared on classes that it knows only by their kinds, such as dogs by breed.

    Args:
        labels: The classes, at least one.
        title: Name of the network.
    """
    named = listed(labels) if len(labels) <= _NAMED_CLASSES else f"{len(labels):,} of the classes"
    return f"{title} knows only kinds of {named}; any kind, such as a breed of dog, counts as the class."


def best_in_words(
    figures: Sequence[NetworkFigures], tests: Sequence[PairedTest], titles: Sequence[str]
) -> str:
    """Says in one sentence which network is best, and whether others may be as good.

    Args:
        figures: The figures of all networks.
        tests: The paired tests, one for every two networks.
        titles: Names of all networks.
    """
    order = sorted(range(len(figures)), key=lambda index: -figures[index].accuracy)
    best = order[0]
    share = share_in_percent(figures[best].accuracy)
    if len(figures) == 1:
        return f"{titles[best]} is right on {share}."
    if len({one.accuracy for one in figures}) == 1:
        who = "Both" if len(figures) == 2 else "All"
        return f"{who} are right equally often ({share}): none is better on these pictures."
    rivals = [
        titles[other]
        for other in order[1:]
        if any({test.first, test.second} == {best, other} and test.may_be_chance for test in tests)
    ]
    if not rivals:
        others = titles[order[1]] if len(figures) == 2 else "every other one"
        comparative = "better" if len(figures) == 2 else "best"
        return (
            f"{titles[best]} is {comparative}: right on {share}, and its lead over {others} is hardly chance."
        )
    return (
        f"{titles[best]} has the most right answers ({share}), but {listed(rivals)} may be as good: "
        "the difference could be chance."
    )


def mixed_up_question(networks: int) -> str:
    """Returns the question of what one or several networks mix up."""
    return "What does it mix up?" if networks == 1 else "What do they mix up?"


def confidence_question(networks: int) -> str:
    """Returns the question of whether the confidence of one or several networks can be believed."""
    return f"Can {'its' if networks == 1 else 'their'} confidence be believed?"


def calibration_in_words(figures: Sequence[NetworkFigures], titles: Sequence[str]) -> str:
    """Says which network is best calibrated, or how well calibrated the only network is."""
    best = min(range(len(figures)), key=lambda index: figures[index].calibration_error)
    believed = "can be believed most: on average it differs" if len(figures) > 1 else "differs on average"
    return (
        f"The confidence of {titles[best]} {believed} from how often it is right by "
        f"{points_in_words(figures[best].calibration_error)}. A well calibrated network that says "
        '"70% sure" is right 70 times in 100.'
    )


def all_test_pictures_of_each_in_words(comparison: Comparison, titles: Sequence[str]) -> str:
    """Says how good networks were on all of their test pictures if only some of those are compared.

    Args:
        comparison: The networks, compared by the test answers in their bundles.
        titles: Their names.

    Returns:
        Sentences; empty if all test pictures are compared, or no card has figures.
    """
    compared, said = len(comparison.truth), []
    for title, one in zip(titles, comparison.contenders, strict=True):
        if one.bundle.card.main_figures is not None:
            part, figures = one.bundle.card.main_figures
            if figures.images > compared:
                said.append(f"{title} {share_in_percent(figures.accuracy)} of {figures.images:,} ({part})")
    if not said:
        return ""
    each = "it" if len(said) == 1 else "each"
    pictures = pictures_in_words(compared, comparison.contenders[0].bundle.kind)
    return (
        f"This is the accuracy on the {pictures} that they come with. On all of its test pictures, as the "
        f"Networks page shows, {each} scored slightly differently: {', '.join(said)}."
    )


def sure_in_words(comparison: Comparison, titles: Sequence[str]) -> str:
    """Says what "sure" means in a comparison; it means the same on every page.

    Args:
        comparison: The compared networks.
        titles: Their names.
    """
    networks = list(zip(titles, comparison.contenders, strict=True))
    levels = {one.least_confidence for _, one in networks}
    least = f"{levels.pop():.0%}"
    if levels:
        least = ", ".join(f"{one.least_confidence:.0%} ({title})" for title, one in networks)
    unknown = [title for title, one in networks if not one.has_familiarity]
    but = (
        f" For {listed(unknown)}, how familiar the pictures looked was not stored, so the confidence "
        "alone decides."
    )
    what = " in a thing or a kind of thing" if comparison.contenders[0].bundle.kind == "photo" else ""
    return (
        f"A network is sure if its confidence{what} is at least {least} and the picture looks similar to "
        'what it was taught; otherwise it says "not sure", here as on all pages. You can set another '
        "limit on its own page, under Confidence."
        f"{but if unknown else ''}"
    )


def step_in_words(robustness: Robustness, step: int, titles: Sequence[str]) -> list[str]:
    """Says what each network answers at one step of a change.

    Args:
        robustness: The answers of the networks at every step.
        step: Index of the step.
        titles: Names of the networks, in the same order.
    """
    return [
        f"{title}: {compared_answer_in_words(*reaction.answer(step), reaction.is_sure[step])}"
        for reaction, title in zip(robustness.reactions, titles, strict=True)
    ]


def _is_named(reaction: Reaction, step: int) -> bool:
    """Returns whether a network's answer at a step is named, as an answer or as a best guess."""
    return reaction.is_sure[step] or is_worth_naming(reaction.answer(step)[1])


def first_failures_in_words(robustness: Robustness, titles: Sequence[str]) -> list[str]:
    """Says for each network how far a picture can be changed before the answer changes."""
    change, lines = robustness.change, []
    start = change.unchanged
    for reaction, title in zip(robustness.reactions, titles, strict=True):
        answer = reaction.answer(start)[0]
        ends = []
        for steps in (range(start - 1, -1, -1), range(start + 1, len(change.steps))):
            turned = next((step for step in steps if reaction.answer(step)[0] != answer), None)
            if turned is not None:
                other = reaction.answer(turned)[0] if _is_named(reaction, turned) else "not sure"
                ends.append(f"{step_text(change.steps[turned], change.unit)} ({other})")
        said = " or at ".join(ends)
        if not _is_named(reaction, start):
            lines.append(f"{title} is not sure of the picture as it is.")
        elif ends:
            lines.append(f"{title} says {answer}, but no longer at {said}.")
        else:
            lines.append(f"{title} says {answer} at every step.")
    return lines


def step_text(value: float, unit: str) -> str:
    """Writes a step of a change, such as "-15°" or "40%"."""
    return f"{value:g}{unit}"
