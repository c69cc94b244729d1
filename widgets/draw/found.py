"""Shows what was found on an upload: a box around each digit, and the number that the digits form."""

import streamlit as st

from core.inference.digit_reading import NumberReading
from core.preprocessing.decode import Picture
from core.presentation.markdown import escape_markdown
from core.presentation.number_readings import (
    boxed_picture,
    digits_of,
    number_by_network,
    number_in_words,
)


def show_found(picture: Picture, reading: NumberReading | None, digit_key: str) -> str:
    """Shows a picture with what was found on it and, for a number, a choice of which digit to answer.

    Args:
        picture: The picture that was searched.
        reading: The drawing or the digits found on it; None if nothing was found.
        digit_key: Key for the choice of a digit.

    Returns:
        The number in words; empty if no number was found.
    """
    if reading is None:
        st.image(picture.pixels, alt="The picture that you gave.", width="stretch")
        return ""
    if not reading.is_number:
        st.image(
            boxed_picture(picture, reading),
            alt="Your picture, with a box around the drawing.",
            width="stretch",
        )
        return ""
    sentence = number_in_words(reading)
    st.image(
        boxed_picture(picture, reading),
        alt=f"Your picture, with a box around each digit. {sentence}",
        width="stretch",
    )
    st.markdown(f"**{escape_markdown(sentence)}**")
    by_network = number_by_network(reading)
    if len(by_network) > 1:
        lines = [
            f"{escape_markdown(title)}: {escape_markdown(number)}" for title, number in by_network.items()
        ]
        st.caption("  \n".join(lines))
    digits = digits_of(reading)
    st.pills(
        "Show answers for digit",
        list(range(len(digits))),
        format_func=lambda index: escape_markdown(f"{index + 1}: {digits[index]}"),
        default=0,
        required=True,
        key=digit_key,
    )
    return sentence
