"""What adc tells about a text or a call, as exceptions."""


class Error(Exception):
    """The base of adc's exceptions: `str()` is what a terminal shows, with a caret under the place.

    >>> import adc
    >>> try:
    ...     adc.compile("1 + sni(x)")
    ... except adc.Error as error:
    ...     error.slug, error.span, error.help[0]
    ('unknown-function', (4, 7), 'did you mean `sin`?')
    """

    def __init__(self, text, slug="", message="", span=None, help=()):
        super().__init__(text, slug, message, span, help)
        self.text = text
        self.slug = slug  #: the stable name
        self.message = message  #: what is the case, in a line
        self.span = span  #: bytes (begin, end) of the program's UTF-8, or None
        self.help = help  #: what to do about it

    def __str__(self):
        return self.text


class ComputationError(Error):
    """The computation failed."""


class UsageError(Error, ValueError):
    """The call is wrong."""


class ProgramError(Error, ValueError):
    """The program text is wrong."""


class LimitError(Error):
    """An explicit limit was reached."""


class InternalError(Error):
    """A bug in adc."""
