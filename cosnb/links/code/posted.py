"""An upload form as code that sends it with a file, which is the last field."""

from ..forms.form import PostForm
from ..forms.policy import FILENAME
from .clients import file_name
from .sending import shell
from .snippet import Snippet, Way, javascript, program, python, sh


def posted_by(way: Way, form: PostForm) -> Snippet:
    """The code of one way to send a form."""
    file = "file" if FILENAME in form.fields["key"] else file_name(form.fields["key"])
    reason = _refusal(way.id, form)
    text = "" if reason else _written(way.id, form, file)
    note = "" if reason else f"Uploads the file {file} of the current directory. {way.needs}"
    return Snippet(way.id, way.label, "sends", way.language, text, bool(text), note, reason)


def _refusal(name: str, form: PostForm) -> str:
    if form.required_fields:
        return f"The policy asks for {', '.join(form.required_fields)}, which the form does not have yet."
    if {"success_action_redirect", "redirect"} & {field.lower() for field in form.fields}:
        return "The store answers with a redirection, which is for a browser."
    broken = any({"\r", "\n"} & set(value) for value in form.fields.values())
    return "A page changes the line ends of a field." if broken and name == "fetch" else ""


def _written(name: str, form: PostForm, file: str) -> str:
    if name == "curl":
        # Of these two only the last reads a file, whatever a value begins with.
        fields = "".join(f" --form-string {sh(f'{field}={value}')}" for field, value in form.fields.items())
        return shell(name, form.url, "", options=f" -sSi{fields} -F {sh(f'file=@{file}')}")
    literal = javascript if name == "fetch" else python
    rows = ",\n".join(f"    [{literal(field)}, {literal(value)}]" for field, value in form.fields.items())
    return program(f"{name}_post", url=literal(form.url), file=literal(file), fields=rows)
