"""Names of classes in charts: a few names mean something else to the browser's code for charts."""

# A character without a width, which `clean_label` keeps out of the names of classes.
_WORD_JOINER = "\u2060"
# What every object has in JavaScript. With a class of such a name, Vega draws no chart, or only a blue block.
_IN_EVERY_OBJECT = frozenset(
    (
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    )
)


def name_in_chart(label: str) -> str:
    """Returns the name under which a chart shows a class; it looks like the label."""
    return label + _WORD_JOINER if label in _IN_EVERY_OBJECT else label


def label_of_name(name: str) -> str:
    """Returns the label of a class from its name in a chart, for example of a cell that was selected."""
    return name.removesuffix(_WORD_JOINER)
