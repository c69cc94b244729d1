"""What scripts of the browser tests have in common."""


def with_elements_by_name(script):
    """Gives a script `named(selector, name)`: the first element whose text ends with `name`."""
    return f"""(given) => {{
    const named = (selector, name) => [...document.querySelectorAll(selector)].find(
        each => each.textContent.trim().endsWith(name));
    return ({script})(given);
}}"""
